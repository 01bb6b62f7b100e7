"""What the checks share: a register of checks, and short ways to ask systemd and kedgectl."""

import json
import os
import socket
import subprocess
import time
import traceback

UNITS = "/usr/lib/systemd/system"
INGEST = "/run/kedge/ingest.sock"
CONTROL = "/run/kedge/control.sock"


# A daemon that does not work at all would keep every check waiting.
FAILED_IN_A_ROW_MAX = 6


class Failed(Exception):
    """A check does not hold; the text says why."""


def check(function):
    """Marks a function as a check; its docstring is its name."""
    function.is_check = True
    return function


def run_all(modules):
    number = failed = in_a_row = 0
    for module in modules:
        for function in list(vars(module).values()):
            if not getattr(function, "is_check", False):
                continue
            number += 1
            name = f"{number:02} {function.__doc__.splitlines()[0].rstrip('.')}"
            begin = time.monotonic()
            try:
                function()
                in_a_row = 0
                print(f"ok   - {name} ({time.monotonic() - begin:.1f} s)", flush=True)
            except Exception as error:  # a check that breaks is a check that fails
                failed += 1
                in_a_row += 1
                where = "" if isinstance(error, Failed) else traceback.format_exc(limit=-2)
                text = f"{type(error).__name__}: {error}\n{where}".strip().replace("\n", "\n#      ")
                print(f"FAIL - {name}\n#      {text}", flush=True)
            if in_a_row == FAILED_IN_A_ROW_MAX:
                print("# the rest is left out: too many checks failed in a row", flush=True)
                return summary(number, failed)
    return summary(number, failed)


def summary(number, failed):
    print(f"# {number} checks, {failed} failed", flush=True)
    if failed:
        print(command("journalctl", "-b", "--no-pager", "-o", "cat", "-n", "60",
                      "_SYSTEMD_UNIT=kedged.service", "+", "UNIT=kedged.service").output, flush=True)
    return 1 if failed else 0


class Result:
    """How a command ended."""

    def __init__(self, status, output, errors):
        self.status = status
        self.output = output
        self.errors = errors

    def __str__(self):
        return f"status {self.status}, output {self.output[-800:]!r}, errors {self.errors[-800:]!r}"


def command(*arguments, text="", user=None, seconds=60):
    """Runs a command to its end; the status is its own, or -1 when it took too long."""
    arguments = [str(argument) for argument in arguments]
    if user:
        arguments = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] + arguments
    try:
        done = subprocess.run(arguments, input=text.encode(), capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        return Result(-1, (late.stdout or b"").decode(errors="replace"), f"not done in {seconds} s")
    return Result(done.returncode, done.stdout.decode(errors="replace"),
                  done.stderr.decode(errors="replace"))


def must(*arguments, **options):
    """Runs a command that must end with 0; answers its output."""
    result = command(*arguments, **options)
    if result.status != 0:
        raise Failed(f"{' '.join(map(str, arguments))}: {result}")
    return result.output


def expect(condition, why):
    if not condition:
        raise Failed(str(why() if callable(why) else why))


def equal(actual, expected, what):
    expect(actual == expected, f"{what}: {actual!r}, expected {expected!r}")


def wait_for(condition, what, seconds=10):
    """Asks until the answer is true; answers it."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise Failed(f"not within {seconds} s: {what() if callable(what) else what}")
        time.sleep(0.1)


def unit(name, unit_name="kedged.service"):
    return must("systemctl", "show", "-P", name, unit_name).strip()


def start(*units):
    must("systemctl", "start", *units)


def stop_all():
    must("systemctl", "stop", "kedge-ingest.socket", "kedge-control.socket", "kedged.service")


def items(verb, *options):
    """The items of the JSON envelope of a verb of kedgectl."""
    output = must("kedgectl", verb, *options, "--json")
    try:
        envelope = json.loads(output)
    except ValueError as error:
        raise Failed(f"kedgectl {verb} --json is not JSON ({error}): {output[:300]!r}")
    expect("items" in envelope, f"kedgectl {verb} --json has no items: {output[:300]!r}")
    return envelope["items"]


def accounting():
    """Sums of the accounting of all inputs: in, counted, duplicate, rejected, late, pending."""
    sums = {}
    for item in items("status"):
        for account in item.get("inputs", []):
            for key, value in account.items():
                if isinstance(value, dict) and key == "rejected":
                    value = sum(value.values())
                if isinstance(value, int) and not isinstance(value, bool):
                    sums[key] = sums.get(key, 0) + value
    return sums


def counted(count, seconds=20):
    """Waits until this many records are counted, and makes sure that there are not more."""
    wait_for(lambda: accounting().get("counted", 0) >= count,
             lambda: f"{count} counted, have {accounting()}", seconds)
    time.sleep(0.3)
    sums = accounting()
    equal(sums["counted"], count, f"records counted, of {sums}")
    return sums


def journal(*matches):
    """Entries of the journal as objects."""
    output = must("journalctl", "-b", "--no-pager", "-o", "json", *matches)
    return [json.loads(line) for line in output.splitlines()]


def connect(path=INGEST):
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(20)
    client.connect(path)
    return client


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def owner_and_mode(path):
    """Such as `root:kedge-ingest 660`."""
    return must("stat", "-c", "%U:%G %a", path).strip()
