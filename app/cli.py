"""The command `casefile`: options in, calls to `pipelines`, an exit status out.

Exit status: 0 all files read; 1 some failed, or were read in part or in doubt; 2 nothing could be done
(a wrong option, form file or workspace, or every file failed); 130 stopped by Ctrl-C. Documents that wait
for a person to check values are no failure.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from records.errors import CaseFileError

WORKSPACE: Final = Path("workspace")
ALL_DONE: Final = 0
IN_PART: Final = 1
NOTHING_DONE: Final = 2
STOPPED: Final = 130
ONE_THREAD: Final = "OPENBLAS_NUM_THREADS"
"""Set before NumPy is loaded: its threads would fight the readers for the cores."""
FORMATS: Final = ("jsonl", "csv", "csv-wide", "parquet", "parquet-wide")
"""As in `records.export.WRITERS`, which is not read before it is needed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault(ONE_THREAD, "1")
    from app import commands

    try:
        return int(getattr(commands, options.command)(options))
    except CaseFileError as error:
        print(f"casefile: {error}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("casefile: stopped; the same command goes on from here", file=sys.stderr)
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="casefile",
        description="Turn scanned case files into structured, reviewable records.",
        epilog="Exit status: 0 all files read, 1 some failed or were read in part or in doubt, "
        "2 nothing could be done.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_views(commands)
    _add_export(commands)
    _add_review(commands)
    _add_certify(commands)
    _add_forms(commands)
    _add_evaluate(commands)
    _add_synth(commands)
    return parser


Commands = argparse._SubParsersAction  # argparse exports no public name for it


def _command(
    commands: Commands[argparse.ArgumentParser], name: str, about: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(command=name)
    return parser


def _workspace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--workspace", type=Path, default=WORKSPACE, metavar="DIR", help="default: ./workspace"
    )


def _add_run(commands: Commands[argparse.ArgumentParser]) -> None:
    run = _command(commands, "run", "Read files and folders of scans into the workspace.")
    run.add_argument(
        "inputs", nargs="+", type=Path, metavar="INPUT", help="PDF, TIFF, JPEG, PNG, folders"
    )
    _workspace(run)
    run.add_argument(
        "--workers", type=int, metavar="N", help="files read at the same time; default: cores"
    )
    run.add_argument(
        "--keep-words",
        action="store_true",
        help="keep the words of each page read, which casefile evaluate asks for",
    )
    run.add_argument(
        "--forms", type=Path, metavar="DIR", help="form files; default: the shipped ones"
    )


def _add_views(commands: Commands[argparse.ArgumentParser]) -> None:
    status = _command(commands, "status", "Say what the workspace holds and what needs attention.")
    status.add_argument(
        "--all", action="store_true", help="list every document and every failed file"
    )
    _workspace(status)
    report = _command(commands, "report", "Write the report anew, as after a review.")
    _workspace(report)
    show = _command(commands, "show", "Show every value of a document with its evidence.")
    show.add_argument(
        "document", metavar="DOCUMENT", help="its id, the first digits of it, or the file's name"
    )
    show.add_argument(
        "--html", type=Path, metavar="FILE", help="write one self-contained HTML file"
    )
    show.add_argument(
        "--page-image", type=Path, metavar="FILE", help="write a page as PNG with its boxes"
    )
    show.add_argument(
        "--page", type=int, metavar="N", help="which page of the file; default: the first"
    )
    _workspace(show)


def _add_export(commands: Commands[argparse.ArgumentParser]) -> None:
    export = _command(commands, "export", "Write the records for other systems.")
    export.add_argument("--format", choices=FORMATS, default="jsonl")
    export.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    export.add_argument(
        "--since",
        type=int,
        metavar="VERSION",
        help="only what changed after that version of the workspace, ids that are gone included",
    )
    export.add_argument(
        "--accepted-only", action="store_true", help="leave out fields that wait for a person"
    )
    export.add_argument(
        "--all-versions", action="store_true", help="earlier versions and retired ids too"
    )
    _workspace(export)
    _command(commands, "schema", "Print the JSON Schema of an exported line.")
    about = "Print what every field, key, column and code of an export means."
    dictionary = _command(commands, "dictionary", about)
    dictionary.add_argument(
        "--forms", type=Path, metavar="DIR", help="form files; default: the shipped ones"
    )


def _add_review(commands: Commands[argparse.ArgumentParser]) -> None:
    review = commands.add_parser("review", help="Human review in Label Studio.")
    actions = review.add_subparsers(required=True, metavar="ACTION")
    for name, about in (
        ("push", "Make a task for every page that needs a person."),
        ("pull", "Bring submitted corrections into the records."),
        ("serve", "Install and start Label Studio on this machine, for this workspace."),
    ):
        action = actions.add_parser(name, help=about, description=about)
        action.set_defaults(command=f"review_{name}")
        _workspace(action)
        if name == "serve":
            action.add_argument("--port", type=int, default=0, help="default: a free one")
        else:
            action.add_argument(
                "--url", help="default: CASEFILE_LABEL_STUDIO_URL, or the local server"
            )
        if name == "push":
            action.add_argument(
                "--sample",
                type=_at_least_one,
                metavar="N",
                help="also ask about everything in N documents drawn at random, for casefile certify",
            )


def _add_certify(commands: Commands[argparse.ArgumentParser]) -> None:
    about = "Say from documents that people looked at whole how much may be released unseen."
    certify = _command(commands, "certify", about)
    certify.add_argument(
        "--limit",
        required=True,
        type=_share,
        metavar="SHARE",
        help="at most this share may be wrong among what is released, such as 0.005",
    )
    certify.add_argument(
        "--level", type=_share, default=0.95, metavar="SHARE", help="how sure; default: 0.95"
    )
    _workspace(certify)


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError("must lie between 0 and 1")
    return share


def _add_forms(commands: Commands[argparse.ArgumentParser]) -> None:
    forms = commands.add_parser("forms", help="The forms that can be read, as data.")
    actions = forms.add_subparsers(required=True, metavar="ACTION")
    about = "List document types, their editions and fields."
    listing = actions.add_parser("list", help=about, description=about)
    listing.set_defaults(command="forms_list")
    listing.add_argument(
        "--forms", type=Path, metavar="DIR", help="form files; default: the shipped ones"
    )
    _add_new_form(actions)
    about = "Say what is wrong with form files, line by line."
    check = actions.add_parser("check", help=about, description=about)
    check.set_defaults(command="forms_check")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a form file (TOML)")


def _add_evaluate(commands: Commands[argparse.ArgumentParser]) -> None:
    about = "Hold the records against the truth about their files, and print figures."
    evaluate = _command(commands, "evaluate", about)
    evaluate.add_argument(
        "--truth", required=True, type=Path, metavar="FILE", help="the truth.jsonl of the files"
    )
    evaluate.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="write all figures there (JSON, Markdown, PNG), and every wrong field",
    )
    evaluate.add_argument(
        "--crops",
        type=int,
        default=0,
        metavar="N",
        help="draw N wrong fields there too, generated pages only",
    )
    _workspace(evaluate)


def _add_synth(commands: Commands[argparse.ArgumentParser]) -> None:
    about = "Make fictitious case files with their truth. The same seed gives the same bytes."
    synth = _command(commands, "synth", about)
    synth.add_argument("--families", required=True, type=_at_least_one, metavar="N")
    synth.add_argument("--seed", type=int, default=0, metavar="S", help="default: 0")
    synth.add_argument(
        "--split",
        choices=("train", "dev", "test"),
        required=True,
        help="names, fonts, words and layouts: no two splits share them",
    )
    synth.add_argument(
        "--output", required=True, type=Path, metavar="DIR", help="a new or empty folder"
    )
    synth.add_argument(
        "--workers",
        type=_at_least_one,
        metavar="N",
        help="families drawn at a time; default: cores",
    )


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _add_new_form(actions: Commands[argparse.ArgumentParser]) -> None:
    about = "Draft a form file from a sample of its paper, for a person to finish."
    new = actions.add_parser("new", help=about, description=about)
    new.set_defaults(command="forms_new")
    new.add_argument(
        "--from",
        dest="sample",
        required=True,
        type=Path,
        metavar="SAMPLE",
        help="PDF, TIFF, JPEG, PNG; best blank",
    )
    new.add_argument(
        "--type", metavar="TYPE", help="document type, such as orr_referral; new ones too"
    )
    new.add_argument("--page", type=int, metavar="N", help="which page of it; default: all")
    new.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    new.add_argument("--force", action="store_true", help="write over an output that exists")
    new.add_argument(
        "--you", metavar="ROLE", help='whom the form asks as "you": subject, sponsor, ...'
    )
    new.add_argument(
        "--read",
        action="store_true",
        help="also draft anchors and zones, for paper that always looks like this sample",
    )
    new.add_argument(
        "--forms",
        type=Path,
        metavar="DIR",
        help="forms to learn labels from; default: the shipped ones",
    )


if __name__ == "__main__":
    sys.exit(main())
