"""Manifest and README of a project, from outside."""
