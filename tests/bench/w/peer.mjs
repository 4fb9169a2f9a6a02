// Workload W in json-rules-engine: conditions in rules.json, amounts as almanac facts in decimal.js, one engine for all
// loads. `node peer.mjs LOADS.jsonl INDEX.json ROUNDS`

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Decimal } from "decimal.js";
import jsonRulesEngine from "json-rules-engine";

const { Engine } = jsonRulesEngine;

Decimal.set({ precision: 34, rounding: Decimal.ROUND_HALF_UP });

const ZERO = new Decimal(0);
const PER_MILE = new Decimal("2.3475");
const LEAST_LINEHAUL = new Decimal("450.00");
const DISCOUNT = new Decimal("-0.045");
const FUEL_ABOVE = new Decimal("1.20");
const FUEL_STEP = new Decimal("0.06");
const FUEL_RATE = new Decimal("0.01");
const STEP_RATE = new Decimal("18.75");
const DAY_LIMIT = new Decimal("250.00");
const STOP_OFF = new Decimal("75.00");
const LAYOVER = new Decimal("350.00");
const REEFER_PER_MILE = new Decimal("0.1525");
const LEAST_INVOICE = new Decimal("700.00");
const APPROVAL_ABOVE = new Decimal("250.00");
const DAY_MINUTES = 24 * 60;
const STEPS_A_DAY = 96;

const cents = (amount) => amount.toDecimalPlaces(2);
const sum = (lines) => lines.reduce((total, line) => total.plus(line.amount), ZERO);

const layoverDays = (told, until) => Math.ceil(Math.max(until - told, 1) / DAY_MINUTES);

function detention(stop) {
  const { arrived, departed, appointment, told_to_return: told } = stop;
  if (arrived === null || departed === null) return ZERO;
  if (appointment !== null && arrived - appointment > 60) return ZERO;
  const from = appointment === null ? arrived : Math.max(arrived, appointment);
  const to = Math.max(departed, from);
  let minutes = to - from;
  if (told !== null) {
    const end = told + layoverDays(told, stop.returned ?? to) * DAY_MINUTES;
    minutes -= Math.max(Math.min(end, to) - Math.max(told, from), 0);
  }
  let amount = ZERO;
  for (let steps = Math.ceil(Math.max(minutes - 120, 0) / 15); steps > 0; steps -= STEPS_A_DAY) {
    amount = amount.plus(Decimal.min(STEP_RATE.times(Math.min(steps, STEPS_A_DAY)), DAY_LIMIT));
  }
  return amount;
}

function layover(stop) {
  const told = stop.told_to_return;
  const until = stop.returned ?? stop.departed;
  if (told === null || until === null || until < told) return ZERO;
  return LAYOVER.times(layoverDays(told, until));
}

const detentionCode = (stop) => (stop.kind === "pickup" ? "DETENTION_LOADING" : "DETENTION_UNLOADING");

const lines = (stops, code, amount) =>
  stops.map((stop) => ({ code: code(stop), amount: amount(stop) })).filter((line) => !line.amount.isZero());

const approved = (events, line) =>
  events.some(
    (e) => e.kind === "accessorial_approved" && e.charge === line.code && e.amount !== null && e.amount.gte(line.amount),
  );

/** The facts that rules ask for, each computed from others when first asked in a run. */
function facts(prices) {
  const of = (name, compute) => async (_, almanac) => compute(await almanac.factValue(name));
  const perMile = (rate) => of("miles", (miles) => cents(miles.times(rate)));
  return {
    indexPrice: of("pickup_day", (day) => {
      if (day === null) return null;
      const before = day - 1;
      return prices.get(before - ((before + 3) % 7)) ?? null;
    }),
    fuelSteps: of("indexPrice", (price) =>
      price?.gt(FUEL_ABOVE) ? price.minus(FUEL_ABOVE).div(FUEL_STEP).ceil().toNumber() : 0,
    ),
    linehaul: of("miles", (miles) => Decimal.max(cents(miles.times(PER_MILE)), LEAST_LINEHAUL)),
    discount: of("linehaul", (gross) => cents(gross.times(DISCOUNT))),
    fuel: async (_, almanac) => {
      const [miles, steps] = await Promise.all([almanac.factValue("miles"), almanac.factValue("fuelSteps")]);
      return cents(miles.times(steps).times(FUEL_RATE));
    },
    temperatureControl: perMile(REEFER_PER_MILE),
    detentions: of("stops", (stops) => lines(stops, detentionCode, detention)),
    detentionTotal: of("detentions", sum),
    layovers: of("stops", (stops) => lines(stops, () => "LAYOVER", layover)),
    layoverTotal: of("layovers", sum),
    extraStops: of("stops", (stops) => Math.max(stops.length - 2, 0)),
    stopOff: of("extraStops", (count) => STOP_OFF.times(count)),
    hazmat: of("items", (items) => items.some((i) => i.hazmat)),
    lumper: of("lumper_cost", cents),
    documentKinds: of("documents", (documents) => documents.filter((d) => d.readable).map((d) => d.kind)),
    eventKinds: of("events", (events) => events.map((e) => e.kind)),
    missingPods: async (_, almanac) => {
      const [stops, documents] = await Promise.all([almanac.factValue("stops"), almanac.factValue("documents")]);
      const signed = new Set(documents.filter((d) => d.kind === "pod_signed" && d.readable).map((d) => d.stop));
      return stops.filter((s) => s.kind === "delivery" && !signed.has(s.seq)).length;
    },
    openStops: of("stops", (stops) => stops.filter((s) => s.arrived === null || s.departed === null).length),
    unapproved: async (_, almanac) => {
      const [detentions, layovers, events] = await Promise.all(
        ["detentions", "layovers", "events"].map((name) => almanac.factValue(name)),
      );
      const large = [...detentions, ...layovers].filter((line) => line.amount.gt(APPROVAL_ABOVE));
      return large.filter((line) => !approved(events, line)).length;
    },
  };
}

function makeEngine(prices) {
  const rules = JSON.parse(readFileSync(new URL("rules.json", import.meta.url), "utf8"));
  const engine = new Engine(rules);
  for (const [name, compute] of Object.entries(facts(prices))) engine.addFact(name, compute);
  const patterns = new Map();
  engine.addOperator("isNotEmpty", (list, wanted) => list.length > 0 === wanted);
  engine.addOperator("isNotLike", (text, pattern) => {
    if (!patterns.has(pattern)) patterns.set(pattern, new RegExp(pattern));
    return text !== null && !patterns.get(pattern).test(text);
  });
  engine.on("only", () => engine.stop());
  return engine;
}

/** What an event carries: stated, or a fact. The engine's own option asks for the facts of rules that failed, too. */
const carried = (almanac, value) => (value?.fact === undefined ? value : almanac.factValue(value.fact));

/** Total and holds of one load. */
async function rate(engine, load) {
  const { events, almanac } = await engine.run(load);
  let [total, holds] = [ZERO, 0];
  for (const { type, params } of events) {
    if (type === "only") return { total: new Decimal(params.amount), holds: 0 };
    if (type === "charge") total = total.plus(await carried(almanac, params.amount));
    else holds += await carried(almanac, params.count);
  }
  return { total: Decimal.max(total, LEAST_INVOICE), holds };
}

const decimal = (text) => (text === null ? null : new Decimal(text));
const minute = (text) => (text === null ? null : Date.parse(text) / 60_000);
const day = (text) => (text === null ? null : Date.parse(`${text}T00:00:00Z`) / 86_400_000);

function parsed(line) {
  const { pickup_date: pickupDate, ...load } = JSON.parse(line);
  load.pickup_day = day(pickupDate);
  load.miles = decimal(load.miles);
  load.lumper_cost = decimal(load.lumper_cost);
  for (const stop of load.stops) {
    for (const key of ["appointment", "arrived", "departed", "told_to_return", "returned"]) stop[key] = minute(stop[key]);
  }
  for (const event of load.events) event.amount = decimal(event.amount);
  return load;
}

const [loadsPath, indexPath, rounds] = process.argv.slice(2);
const loads = readFileSync(loadsPath, "utf8").trimEnd().split("\n").map(parsed);
const index = JSON.parse(readFileSync(indexPath, "utf8"));
const engine = makeEngine(new Map(Object.entries(index).map(([date, price]) => [day(date), new Decimal(price)])));
const times = [];
let rated = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const begun = process.hrtime.bigint();
  rated = [];
  for (const load of loads) rated.push(await rate(engine, load));
  times.push(Number((process.hrtime.bigint() - begun) / BigInt(loads.length)));
}
times.sort((a, b) => a - b);
const text = loads.map((load, at) => `${load.number} ${rated[at].total.toFixed(2)} ${rated[at].holds}\n`).join("");
const digest = createHash("sha256").update(text).digest("hex");
console.log(JSON.stringify({ name: "json-rules-engine", ns_per_load: times[times.length >> 1], totals_sha256: digest }));
