"""A branch as a clerk runs it: the real program, with a data folder of its own."""

import os
import subprocess

# When the day of the tests begins. A rehearsal clock, so that it is the same on every day.
MORNING = "2026-06-03T08:00:00+07:00"


class Branch:
    def __init__(self, folder):
        self._folder = folder
        self._run("init", "--clock-start", MORNING)
        self._server = subprocess.Popen(
            self._command("serve", "--listen", "127.0.0.1:0"), stdout=subprocess.PIPE, text=True
        )
        greeting = self._server.stdout.readline()
        assert greeting.startswith("listening on "), "the branch did not start"
        # Where phones reach it.
        self.address = greeting[len("listening on "):].strip()

    def employ(self, agent, name, village):
        """Adds an agent, and answers the code for enrolling one phone."""
        acting = ["--by", "admin", "--reason", "a new agent"]
        self._run("agent", "add", agent, "--name", name, "--villages", village, *acting)
        return self._run("enrol-code", agent, *acting).strip()

    def unlock_phone(self, request):
        """Answers a phone's request for its keys."""
        return self._run("unlock-phone", request, "--by", "admin", "--reason", "called back").strip()

    def stop(self):
        self._server.terminate()
        self._server.stdout.close()
        assert self._server.wait() == 0, "the branch did not stop in peace"

    def _run(self, *words):
        done = subprocess.run(self._command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, f"perisai-branch {words[0]}: {done.stdout}"
        return done.stdout

    def _command(self, *words):
        program = os.environ.get("PERISAI_BRANCH")
        assert program, "PERISAI_BRANCH says where the branch server is; `cargo xtask test` sets it"
        return [program, *words, "--data", str(self._folder)]
