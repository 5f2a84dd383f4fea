"""The peer of the pages: one file, sent by Flask through granian as the gateway is, from the folder in PAGE_FOLDER."""

import os

from flask import Flask, Response, send_from_directory

app = Flask(__name__)


@app.get("/<name>")
def page(name: str) -> Response:
    return send_from_directory(os.environ["PAGE_FOLDER"], name)
