"""Workload W in plain Python: the standard library, decimal, no engine. `peer.py LOADS.jsonl INDEX.json ROUNDS`"""

import hashlib
import json
import re
import statistics
import sys
import time
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)
TONU = Decimal("250.00")
PER_MILE = Decimal("2.3475")
LEAST_LINEHAUL = Decimal("450.00")
DISCOUNT = Decimal("0.045")
FUEL_ABOVE = Decimal("1.20")
FUEL_STEP = Decimal("0.06")
FUEL_RATE = Decimal("0.01")
STEP_RATE = Decimal("18.75")
DAY_LIMIT = Decimal("250.00")
STOP_OFF = Decimal("75.00")
LAYOVER = Decimal("350.00")
HAZMAT = Decimal("150.00")
TARP = Decimal("100.00")
REEFER_PER_MILE = Decimal("0.1525")
LEAST_INVOICE = Decimal("700.00")
APPROVAL_ABOVE = Decimal("250.00")
DAY_MINUTES = 24 * 60
STEPS_A_DAY = 96
ONE_DAY = timedelta(days=1)
PO = re.compile(r"PO-[0-9]{6}")


def cents(amount):
    return amount.quantize(CENT, ROUND_HALF_UP)


def freight(load, price):
    miles = load["miles"]
    if miles is None:
        return ZERO
    gross = max(cents(miles * PER_MILE), LEAST_LINEHAUL)
    total = gross - cents(gross * DISCOUNT)
    if price is not None and price > FUEL_ABOVE:
        steps = ((price - FUEL_ABOVE) / FUEL_STEP).to_integral_value(ROUND_CEILING)
        total += cents(miles * steps * FUEL_RATE)
    if load["equipment"] == "53ft reefer":
        total += cents(miles * REEFER_PER_MILE)
    return total


def layover_days(told, until):
    return (max(until - told, 1) + DAY_MINUTES - 1) // DAY_MINUTES


def detention(stop):
    arrived, departed, appointment = stop["arrived"], stop["departed"], stop["appointment"]
    if arrived is None or departed is None:
        return ZERO
    if appointment is not None and arrived - appointment > 60:
        return ZERO
    start = arrived if appointment is None else max(arrived, appointment)
    end = max(departed, start)
    minutes = end - start
    told = stop["told_to_return"]
    if told is not None:
        until = end if stop["returned"] is None else stop["returned"]
        covered = told + layover_days(told, until) * DAY_MINUTES
        minutes -= max(min(covered, end) - max(told, start), 0)
    steps = (max(minutes - 120, 0) + 14) // 15
    amount = ZERO
    while steps > 0:
        amount += min(STEP_RATE * min(steps, STEPS_A_DAY), DAY_LIMIT)
        steps -= STEPS_A_DAY
    return amount


def layover(stop):
    told = stop["told_to_return"]
    until = stop["departed"] if stop["returned"] is None else stop["returned"]
    if told is None or until is None or until < told:
        return ZERO
    return LAYOVER * layover_days(told, until)


def approved(load, code, amount):
    return amount <= APPROVAL_ABOVE or any(
        e["kind"] == "accessorial_approved" and e["charge"] == code and e["amount"] is not None and e["amount"] >= amount
        for e in load["events"]
    )


def papers(load):
    signed = {d["stop"] for d in load["documents"] if d["kind"] == "pod_signed" and d["readable"]}
    holds = sum(1 for s in load["stops"] if s["kind"] == "delivery" and s["seq"] not in signed)
    holds += sum(1 for s in load["stops"] if s["arrived"] is None or s["departed"] is None)
    po = load["customer_po"]
    if po is None or not PO.fullmatch(po):
        holds += 1
    if any(e["kind"] == "disputed" for e in load["events"]):
        holds += 1
    return holds


def rate(load, prices):
    if load["status"] == "tonu":
        return TONU, 0
    day, price = load["pickup_date"], None
    if day is not None:
        day -= ONE_DAY
        price = prices.get(day - timedelta(days=day.weekday()))
    total = freight(load, price)
    holds = papers(load) + (price is None) + (load["miles"] is None)
    for stop in load["stops"]:
        waited = detention(stop)
        total += waited
        code = "DETENTION_LOADING" if stop["kind"] == "pickup" else "DETENTION_UNLOADING"
        holds += not approved(load, code, waited)
        laid_over = layover(stop)
        total += laid_over
        holds += not approved(load, "LAYOVER", laid_over)
    total += STOP_OFF * max(len(load["stops"]) - 2, 0)
    if any(i["hazmat"] for i in load["items"]):
        total += HAZMAT
    if load["tarped"]:
        total += TARP
    if load["lumper_cost"] is not None:
        total += cents(load["lumper_cost"])
        holds += not any(d["kind"] == "lumper_receipt" and d["readable"] for d in load["documents"])
    return max(total, LEAST_INVOICE), holds


def decimal(text):
    return None if text is None else Decimal(text)


def minute(text):
    return None if text is None else int(datetime.fromisoformat(text).timestamp()) // 60


def parsed(line):
    load = json.loads(line)
    load["miles"] = decimal(load["miles"])
    load["lumper_cost"] = decimal(load["lumper_cost"])
    load["pickup_date"] = None if load["pickup_date"] is None else date.fromisoformat(load["pickup_date"])
    for stop in load["stops"]:
        for key in ("appointment", "arrived", "departed", "told_to_return", "returned"):
            stop[key] = minute(stop[key])
    for event in load["events"]:
        event["amount"] = decimal(event["amount"])
    return load


def main():
    loads_path, index_path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(loads_path, encoding="utf-8") as file:
        loads = [parsed(line) for line in file]
    with open(index_path, encoding="utf-8") as file:
        prices = {date.fromisoformat(day): Decimal(price) for day, price in json.load(file).items()}
    times = []
    for _ in range(rounds):
        begun = time.perf_counter_ns()
        rated = [rate(load, prices) for load in loads]
        times.append((time.perf_counter_ns() - begun) // len(loads))
    lines = "".join(f"{load['number']} {total:.2f} {holds}\n" for load, (total, holds) in zip(loads, rated))
    digest = hashlib.sha256(lines.encode()).hexdigest()
    print(json.dumps({"name": "python", "ns_per_load": int(statistics.median(times)), "totals_sha256": digest}))


main()
