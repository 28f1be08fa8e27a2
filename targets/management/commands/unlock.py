"""Free a name or an address that has to wait after wrong passwords."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser

from targets import clock
from targets.management.file_command import FileCommand
from targets.reads.scope.guesses import delays
from targets.writes.people.administration_log import by_command
from targets.writes.people.unlock import unlock_address, unlock_name
from tracker.requests.client_address import counted


class Command(FileCommand):
    help = (
        "List who has to wait after wrong passwords, or free one name or network address. "
        "Leaves a line in the administration's log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("who", nargs="?", help="a user name or a network address; none: list")

    def handle(self, *args: Any, **options: Any) -> None:
        who = options["who"]
        if not who:
            self._list()
            return
        person = User.objects.filter(username=who).first()
        if person is not None:
            unlock_name(person, by_command("unlock"))
        else:
            address = counted(who)
            if not address:
                self.misuse(f"There is nobody called “{who}”, and it is no network address.")
            unlock_address(address, by_command("unlock"))
        self.stdout.write(f"{who} need not wait any more.")

    def _list(self) -> None:
        now = delays(User.objects.all(), is_everybody=True, now=clock.now())
        for name in now.names:
            where = f", locked at {', '.join(name.locked_at)}" if name.locked_at else ""
            self.stdout.write(f"{name.username}: {name.used} wrong passwords{where}")
        for address in now.addresses:
            self.stdout.write(f"{address.address}: {address.used} wrong passwords")
        if now.unknown_names:
            self.stdout.write(f"{now.unknown_names} names that nobody has")
        if not any(now):
            self.stdout.write("Nobody has to wait.")
