"""Simulated staff, honest and not: what each of them opens, by day, with all that makes honest days look odd."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tieline.foundation.access.unusual import Numbers, Opening

ZONE = ZoneInfo("Asia/Shanghai")
CUSTOMERS = 200_000
MONDAY = date(2026, 9, 7)
DAY, NIGHT = tuple(range(9, 18)), (22, 23, 0, 1, 2, 3, 4, 5)


@dataclass
class Worker:
    """Somebody with a pace (customers per day), hours of work and a way to work."""

    name: str
    role: str
    pace: float
    hours: tuple[int, ...]
    joined: int = 0
    days: dict[int, list[Opening]] = field(default_factory=dict)


def staff(random: Random, people: int, days: int, history: int) -> list[Worker]:
    """Agents by day, one in twelve by night, one in ten new, one in eight a supervisor, with all their days."""
    workers = [_worker(random, number, history) for number in range(people)]
    campaigns = {day for day in range(days) if random.random() < 0.05}
    for worker in workers:
        for day in range(worker.joined, days):
            if (MONDAY + timedelta(days=day)).weekday() < 5:
                worker.days[day] = list(_honest_day(random, worker, day, campaign=day in campaigns))
    return workers


def _worker(random: Random, number: int, history: int) -> Worker:
    if number % 8 == 7:
        return Worker(f"supervisor{number}", "supervisor", random.uniform(2, 9), DAY)
    pace = min(70.0, random.lognormvariate(3.05, 0.45))
    if number % 12 == 5:
        return Worker(f"night{number}", "agent", pace, NIGHT)
    begins = random.choice((8, 9, 9, 9, 10))
    joined = history + random.randrange(0, 5) if number % 10 == 3 else 0
    return Worker(f"agent{number}", "agent", pace, tuple(range(begins, begins + 9)), joined)


def _honest_day(random: Random, worker: Worker, day: int, *, campaign: bool) -> Iterator[Opening]:
    """One day: Mondays are fuller, campaigns two to three times as full, some evenings long, some lists in order."""
    busy = 1.6 if (MONDAY + timedelta(days=day)).weekday() == 0 else 1.0
    if campaign and worker.role == "agent":
        busy *= random.uniform(2, 3)
    if worker.role == "supervisor" and random.random() < 0.05:
        busy *= 4  # a review of the team's work
    count = _poisson(random, worker.pace * busy * random.gammavariate(9, 1 / 9))
    hours = list(worker.hours)
    if random.random() < 0.06:
        hours.append((hours[-1] + 1) % 24)
    instants = sorted(instant(day, random.choice(hours), random) for _ in range(count))
    customers = [random.randrange(CUSTOMERS) for _ in instants]
    if random.random() < 0.05:
        customers.sort()  # a list worked through in the order of numbers
    if random.random() < 0.05 and count > 8:
        first = random.randrange(CUSTOMERS - 10)  # shops of one company, registered together
        customers[2 : 2 + random.randint(3, 6)] = [first + at for at in range(6)][: random.randint(3, 6)]
    yield from (Opening(f"C{customer}", at) for customer, at in zip(customers, instants, strict=False))
    if random.random() < 0.04:
        late = (hours[-1] + random.choice((2, 3))) % 24
        yield from (Opening(f"C{random.randrange(CUSTOMERS)}", instant(day, late, random)) for _ in range(2))


def instant(day: int, hour: int, random: Random) -> datetime:
    """Some second of an hour of a day."""
    at = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time(), ZONE)
    return at + timedelta(hours=hour, seconds=random.uniform(0, 3599))


def thief_of_volume(random: Random, worker: Worker, day: int, usual: float) -> list[Opening]:
    """Thirty times the usual, within half an hour or over all hours of work."""
    count = max(60, round(30 * usual))
    hours = list(worker.hours) if random.random() < 0.5 else [random.choice(worker.hours)]
    instants = sorted(instant(day, random.choice(hours), random) for _ in range(count))
    return [Opening(f"C{random.randrange(CUSTOMERS)}", at) for at in instants]


def thief_at_night(random: Random, worker: Worker, day: int) -> list[Opening]:
    """Ten customers and more, by night, when neither the user nor most of the role works."""
    hour = random.choice((23, 0, 1, 2, 3, 4))
    begin = instant(day, hour, random).replace(minute=random.randrange(30))
    span, count = random.uniform(300, 1800), random.randint(10, 150)
    return [
        Opening(f"C{random.randrange(CUSTOMERS)}", begin + timedelta(seconds=span * n / count)) for n in range(count)
    ]


def thief_who_walks(random: Random, worker: Worker, day: int, *, slowly: bool, phones: "Phones") -> list[Opening]:
    """Up the numbers by ones, twos or a stride: seconds apart, or minutes apart with honest work in between."""
    stride, length = random.choice((1, 1, 1, 2, 3, 100, -1)), random.randint(20, 36)
    first, by_phone = random.randrange(5_000, CUSTOMERS - 5_000), random.random() < 0.4
    at = instant(day, worker.hours[0], random)
    found: list[Opening] = []
    for step in range(length):
        number = first + stride * step
        found.append(Opening(f"C{phones.holder(number) if by_phone else number}", at))
        at += timedelta(seconds=random.uniform(300, 1500) if slowly else random.uniform(3, 20))
        if slowly and abs(stride) < 100 and random.random() < 0.4:
            found.append(Opening(f"C{random.randrange(CUSTOMERS)}", at - timedelta(seconds=60)))
    return found


class Phones:
    """Phone numbers, given out in another order than customer numbers."""

    def __init__(self, random: Random) -> None:
        self._held = list(range(CUSTOMERS))
        random.shuffle(self._held)
        self._holders = [0] * CUSTOMERS
        for customer, phone in enumerate(self._held):
            self._holders[phone] = customer

    def holder(self, phone: int) -> int:
        """The customer who has the phone number."""
        return self._holders[phone]

    def numbers_of(self, trail: list[Opening]) -> Numbers:
        """What a look-up of the customers of a trail answers."""
        known = {each.customer: int(each.customer[1:]) for each in trail}
        phones = {customer: [13_800_000_000 + self._held[number]] for customer, number in known.items()}
        return Numbers(CUSTOMERS, {"customer": {c: [n] for c, n in known.items()}, "phone": phones})


def _poisson(random: Random, mean: float) -> int:
    """A count with this mean (Knuth, 1969, in parts so that nothing underflows)."""
    found, rest = 0, mean
    while rest > 0:
        part, product = min(rest, 30.0), random.random()
        limit = 2.718281828459045**-part
        while product > limit:
            found, product = found + 1, product * random.random()
        rest -= part
    return found
