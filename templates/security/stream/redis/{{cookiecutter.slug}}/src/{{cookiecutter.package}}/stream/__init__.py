"""Names scored as they arrive: workers of one group on a stream, none of whose deaths costs a name.

It needs the package's extra ``stream``, and no framework: detectors are saved arrays.
"""
