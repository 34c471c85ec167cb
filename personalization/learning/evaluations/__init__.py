"""One module per task of `manage.py evaluate`, each with

    evaluate(data: Path, options: Options, progress: Progress) -> Report

A module put here is a task of the command; nothing else lists them.
"""
