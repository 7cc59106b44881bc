"""The process: ``portfolio-kit`` and ``python -m portfolio_kit`` both begin and end here."""


def run() -> int:
    """Run the command line of this process and return its exit status.

    Ctrl-C is answered from the first import to the last line. Once the work is done signals are
    ignored: while Python tidies up, there is nothing left to stop.
    """
    try:
        from portfolio_kit.cli import main

        status = main()
    except KeyboardInterrupt:  # before main could say what becomes of it
        status = 130
    import signal

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    return status


if __name__ == "__main__":
    raise SystemExit(run())
