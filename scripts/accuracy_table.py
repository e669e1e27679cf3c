#!/usr/bin/env python3
"""Prints the summary table of docs/accuracy.md from the committed results: accuracy_table.py reports/accuracy/full.json"""
import json
import sys

results = json.load(open(sys.argv[1]))
print("| case | measurements | orders, wanted 2 | orders, wanted 3 | largest of the last errors | seconds |")
print("| --- | --- | --- | --- | --- | --- |")
for case in results["cases"]:
    rows = case["measurements"]
    orders = {2: [], 3: []}
    for row in rows:
        if row["kind"] == "orders" and row["order"] in orders:
            orders[row["order"]] += row["orders"]
    span = ["-" if not v else f"{min(v):.2f} to {max(v):.2f}" for v in orders.values()]
    last = [row["max"][-1] for row in rows if row.get("max")]
    worst = f"{max(last):.1e}" if last else "-"
    seconds = sum(row["seconds"] for row in rows)
    print(f"| `{case['name']}` | {len(rows)} | {span[0]} | {span[1]} | {worst} | {seconds:.1f} |")
