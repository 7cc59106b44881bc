"""What distributions bring with them, and what they are imported as.

Their own metadata says both, but nothing of it is installed where a project is baked. So these
tables are written down for what projects install, and a test holds them against what is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

#: What a distribution is imported as, where that is not its own name with underscores.
IMPORTED_AS = {
    "absl-py": ("absl",),
    "adversarial-robustness-toolbox": ("art",),
    "antlr4-python3-runtime": ("antlr4",),
    "attrs": ("attr", "attrs"),
    "dm-tree": ("tree",),
    "flax": ("flax", "flaxlib_src"),
    "google-pasta": ("pasta",),
    "google-re2": ("re2",),
    "graphql-core": ("graphql",),
    "grpcio": ("grpc",),
    "interpret-core": ("interpret",),
    "libclang": ("clang",),
    "markdown-it-py": ("markdown_it",),
    "matplotlib": ("matplotlib", "mpl_toolkits", "pylab"),
    "mypy": ("mypy", "mypyc"),
    "opentelemetry-api": ("opentelemetry",),
    "orbax-checkpoint": ("orbax",),
    "pillow": (),  # PIL, and no package of ours has capitals
    "protobuf": ("google",),
    "pysigma": ("sigma",),
    "pytest": ("pytest", "py"),
    "python-dateutil": ("dateutil",),
    "pyyaml": ("yaml",),
    "rpds-py": ("rpds",),
    "scikit-learn": ("sklearn",),
    "stix2-patterns": ("stix2patterns",),
    "sympy": ("sympy", "isympy"),
    "tensorflow-cpu": ("tensorflow",),
    "torch": ("torch", "functorch", "torchgen"),
    "types-jsonschema": (),
    "types-pyyaml": (),
}

#: What each distribution needs, on any system; those that need nothing are left out.
BRINGS = {
    "adversarial-robustness-toolbox": "numpy scikit-learn scipy setuptools six tqdm",
    "anyio": "idna typing-extensions",
    "astunparse": "six wheel",
    "cffi": "pycparser",
    "colorlog": "colorama",
    "contourpy": "numpy",
    "cryptography": "cffi",
    "dependency-groups": "packaging",
    "deprecated": "wrapt",
    "diskcache-stubs": "typing-extensions",
    "dm-tree": "absl-py attrs numpy wrapt",
    "dp-accounting": "absl-py attrs dm-tree mpmath numpy scipy",
    "etils": "fsspec typing-extensions zipp",
    "fastapi": (
        "annotated-doc anyio opentelemetry-api pydantic starlette typing-extensions "
        "typing-inspection"
    ),
    "flax": (
        "jax msgpack numpy optax orbax-checkpoint pyyaml rich tensorstore treescope "
        "typing-extensions"
    ),
    "google-pasta": "six",
    "grpcio": "typing-extensions",
    "h5py": "numpy",
    "hatchling": "packaging pathspec pluggy tomlkit trove-classifiers",
    "hypothesis": "sortedcontainers",
    "hypothesis-graphql": "graphql-core hypothesis",
    "interpret-core": "joblib numpy pandas scikit-learn",
    "jax": "jaxlib ml-dtypes numpy opt-einsum scipy",
    "jaxlib": "ml-dtypes numpy scipy",
    "jinja2": "markupsafe",
    "joblib": "cloudpickle",
    "jsonschema": "attrs jsonschema-specifications referencing rpds-py",
    "jsonschema-specifications": "referencing",
    "keras": "absl-py h5py ml-dtypes namex numpy optree packaging rich",
    "librt": "mypy-extensions",
    "limits": "deprecated packaging typing-extensions",
    "markdown-it-py": "mdurl",
    "matplotlib": (
        "contourpy cycler fonttools kiwisolver numpy packaging pillow pyparsing python-dateutil"
    ),
    "ml-dtypes": "numpy",
    "mypy": "ast-serialize librt mypy-extensions pathspec typing-extensions",
    "nox": (
        "argcomplete attrs colorlog dependency-groups humanize packaging platformdirs "
        "python-discovery virtualenv"
    ),
    "numba": "llvmlite numpy",
    "opentelemetry-api": "typing-extensions",
    "optax": "absl-py jax jaxlib numpy",
    "optree": "typing-extensions",
    "orbax-checkpoint": (
        "absl-py aiofiles etils humanize jax msgpack nest-asyncio numpy prometheus-client "
        "protobuf psutil pyyaml simplejson tensorstore typing-extensions uvloop"
    ),
    "pandas": "numpy python-dateutil tzdata",
    "pre-commit": "cfgv identify nodeenv pyyaml virtualenv",
    "pydantic": "annotated-types pydantic-core typing-extensions typing-inspection",
    "pydantic-core": "typing-extensions",
    "pysigma": (
        "diskcache diskcache-stubs google-re2 jinja2 jq packaging pyparsing pyyaml requests "
        "types-pyyaml"
    ),
    "pytest": "colorama iniconfig packaging pluggy pygments",
    "pytest-cov": "coverage pluggy pytest",
    "python-dateutil": "tzdata",
    "python-discovery": "filelock",
    "referencing": "attrs rpds-py typing-extensions",
    "requests": "certifi charset-normalizer idna urllib3",
    "rich": "markdown-it-py pygments",
    "river": "narwhals numpy scipy",
    "schemathesis": (
        "anyio click harfile hypothesis hypothesis-graphql jsonschema-rs pyrate-limiter "
        "pytest pyyaml requests rich typing-extensions werkzeug"
    ),
    "scikit-learn": "joblib narwhals numpy scipy threadpoolctl",
    "scipy": "numpy",
    "shap": (
        "cloudpickle llvmlite numba numpy packaging pandas scikit-learn scipy slicer tqdm "
        "typing-extensions"
    ),
    "starlette": "anyio typing-extensions",
    "stix2": "pytz requests simplejson stix2-patterns",
    "stix2-patterns": "antlr4-python3-runtime",
    "sympy": "mpmath",
    "tensorflow": (
        "absl-py astunparse flatbuffers gast google-pasta grpcio h5py keras libclang "
        "ml-dtypes numpy opt-einsum packaging protobuf requests setuptools six termcolor "
        "typing-extensions wrapt"
    ),
    "tensorflow-cpu": (
        "absl-py astunparse flatbuffers gast google-pasta grpcio h5py keras libclang "
        "ml-dtypes numpy opt-einsum packaging protobuf requests setuptools six termcolor "
        "typing-extensions wrapt"
    ),
    "tensorstore": "ml-dtypes numpy",
    "torch": "filelock fsspec jinja2 networkx setuptools sympy triton typing-extensions",
    "tqdm": "colorama",
    "treescope": "numpy",
    "types-jsonschema": "referencing",
    "typing-inspection": "typing-extensions",
    "uvicorn": "click h11",
    "virtualenv": "distlib filelock packaging platformdirs python-discovery",
    "werkzeug": "markupsafe",
    "wheel": "packaging",
}


def by(distribution: str) -> Iterator[str]:
    """Yield every distribution that is installed because this one is, each once."""
    found, waiting = {distribution}, [distribution]
    while waiting:
        for name in BRINGS.get(waiting.pop(), "").split():
            if name not in found:
                found.add(name)
                waiting.append(name)
                yield name


def imported(distribution: str) -> Iterable[str]:
    """Return what a distribution is imported as."""
    return IMPORTED_AS.get(distribution, (distribution.replace("-", "_"),))
