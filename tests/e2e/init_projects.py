"""Projects for the tests of `preflight init`, as people have them."""

import json
import pathlib
import subprocess
import sys

import support

FASTAPI = """import os
from fastapi import FastAPI
import uvicorn

DATABASE_URL = os.getenv("DATABASE_URL", "sqlite:///./instance/app.db")
app = FastAPI()


@app.get("/health")
def health():
    return {{"status": "healthy"}}


if __name__ == "__main__":
    uvicorn.run(app, host=os.getenv("HOST", "127.0.0.1"), port=int(os.getenv("PORT", "{port}")))
"""


def written(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def fastapi(folder, port):
    written(folder, "app/main.py", FASTAPI.format(port=port))
    written(folder, "app/__init__.py", "")
    (folder / "instance").mkdir()
    (folder / "logs").mkdir()
    return folder


def django(folder):
    """What `django-admin startproject mysite` makes."""
    subprocess.run([sys.executable, "-m", "django", "startproject", "mysite"], cwd=folder, check=True,
                   timeout=support.HARD_LIMIT)
    return folder / "mysite"


def init(folder, *arguments, **options):
    return support.preflight("init", *arguments, cwd=folder, **options)


def valid(path):
    """The file as JSON, after an independent validator has agreed to it."""
    import jsonschema

    from test_config import without_comments

    value = json.loads(without_comments(pathlib.Path(path).read_text(encoding="utf-8")))
    schema = support.preflight("schema", "config").json
    jsonschema.validators.validator_for(schema)(schema).validate(value)
    return value
