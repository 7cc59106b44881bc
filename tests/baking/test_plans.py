"""Problems of projects: each with its place in the config file, and that once."""

import pytest

from portfolio_kit.baking import plans
from portfolio_kit.config.config import Project, Value
from portfolio_kit.errors import Problem, Where

HERE = Where("p.toml", 6, "project")
PROJECT = Project(
    template="xai",
    answers={"title": Value("One", "p.toml:7", where=Where("p.toml", 7, "project.title"))},
    story={},
    source="p.toml:6",
    where=HERE,
)


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("x is 1", "give 2"), "p.toml:6: x is 1; give 2"),
        (Problem("x is 1", "give 2", Where("p.toml", 7)), "p.toml:7: x is 1; give 2"),
        (
            Problem("x is 1", "give 2", Where("p.toml", 2)),
            "p.toml:2: x is 1; give 2 (for p.toml:6)",
        ),
        (Problem("x is 1", "give 2", Where("a.txt", 1)), "p.toml:6: a.txt:1: x is 1; give 2"),
        (
            Problem("a.svg is not there", "draw it", Where("a.svg", named=True)),
            "p.toml:6: a.svg is not there; draw it",
        ),
        (
            Problem("a.md: line 5: region 'x'", "fill it", Where("a.md", 5, "x", named=True)),
            "p.toml:6: a.md: line 5: region 'x'; fill it",
        ),
    ],
)
def test_a_problem_has_the_place_of_its_project_once(problem: Problem, line: str) -> None:
    [placed] = plans.placed(PROJECT, [problem])

    assert str(placed) == line


def test_details_stay_with_a_problem_that_several_projects_share() -> None:
    shared = Problem("a hook fell", "see", Where("p.toml", 2), ("  | why",))

    [placed] = plans.placed(PROJECT, [shared])

    assert placed.lines == ("p.toml:2: a hook fell; see (for p.toml:6)", "  | why")
