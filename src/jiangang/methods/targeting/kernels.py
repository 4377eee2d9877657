"""Inner loops of the store, the effects and the trees, compiled by numba when first used.

Imported only inside functions: a command that does not calculate need not pay for the compiler. Each loop is
plain arithmetic on arrays, so that the same input gives the same digits on every run; sums are never split
over threads.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, no-any-unimported, misc, name-defined"

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def accumulate(starts, days, labels, rates):
    """Running sums of one and of the label within each segment, decayed from entry to entry.

    starts: first entry of each segment, and one past the last; days ascending within a segment; rates: decay
    a day. Gives two arrays, entries by rates.
    """
    count, several = len(days), len(rates)
    ones, sums = np.empty((count, several)), np.empty((count, several))
    for segment in range(len(starts) - 1):
        for place in range(starts[segment], starts[segment + 1]):
            first = place == starts[segment]
            for which in range(several):
                factor = 0.0 if first else rates[which] ** (days[place] - days[place - 1])
                ones[place, which] = 1.0 + (0.0 if first else factor * ones[place - 1, which])
                sums[place, which] = labels[place] + (0.0 if first else factor * sums[place - 1, which])
    return ones, sums


@njit(cache=True, nogil=True)
def make_slots(keys):
    """Open-addressed table of the places of distinct keys; its size is a power of two, -1 is empty."""
    size = 4
    while size < 2 * len(keys):
        size *= 2
    slots = np.full(size, -1, np.int64)
    for place in range(len(keys)):
        slot = keys[place] & np.uint64(size - 1)
        while slots[slot] >= 0:
            slot = (slot + np.uint64(1)) & np.uint64(size - 1)
        slots[slot] = place
    return slots


@njit(cache=True, nogil=True)
def find_places(slots, keys, wanted):
    """For each key wanted its place among the keys, -1 for none."""
    found = np.empty(len(wanted), np.int64)
    last = np.uint64(len(slots) - 1)
    for row in range(len(wanted)):
        slot = wanted[row] & last
        while slots[slot] >= 0 and keys[slots[slot]] != wanted[row]:
            slot = (slot + np.uint64(1)) & last
        found[row] = slots[slot]
    return found


@njit(cache=True, nogil=True)
def sums_before(segments, query_days, starts, days, ones, sums, rates):  # noqa: PLR0917  # compiled: arrays only
    """Decayed sums of each row's segment over entries of days strictly before the row's day."""
    several = len(rates)
    found_ones = np.zeros((len(segments), several))
    found_sums = np.zeros((len(segments), several))
    for row in range(len(segments)):
        segment = segments[row]
        if segment < 0:
            continue
        low, high, day = starts[segment], starts[segment + 1], query_days[row]
        while low < high:
            middle = (low + high) // 2
            if days[middle] < day:
                low = middle + 1
            else:
                high = middle
        if low > starts[segment]:
            for which in range(several):
                factor = rates[which] ** (day - days[low - 1])
                found_ones[row, which] = factor * ones[low - 1, which]
                found_sums[row, which] = factor * sums[low - 1, which]
    return found_ones, found_sums


@njit(cache=True, nogil=True)
def fit_groups(  # noqa: PLR0917  # compiled: arrays only
    codes, sizes, labels, weights, offsets, spreads, effects, variances, sweeps
):
    """Sweeps of exact Newton steps, one group after another, with the spread of each group re-estimated.

    codes: groups by rows; effects, variances: one flat array for all groups, changed in place; offsets: first
    place of each group; spreads: prior variances, changed in place. Gives the log-odds of the rows.
    """
    groups, rows = codes.shape
    odds = np.zeros(rows)
    for group in range(groups):
        for row in range(rows):
            odds[row] += effects[offsets[group] + codes[group, row]]
    slope, curve = np.zeros(sizes.max()), np.zeros(sizes.max())
    odds += effects[len(effects) - 1]
    for _ in range(sweeps):
        up, down = 0.0, 1e-9
        for row in range(rows):
            chance = 1.0 / (1.0 + np.exp(-odds[row]))
            up += weights[row] * (labels[row] - chance)
            down += weights[row] * chance * (1.0 - chance)
        step = max(-1.0, min(1.0, up / down))
        effects[len(effects) - 1] += step
        odds += step
        for group in range(groups):
            if spreads[group] <= 0.0:
                continue
            size, first = sizes[group], offsets[group]
            slope[:size], curve[:size] = 0.0, 0.0
            for row in range(rows):
                chance = 1.0 / (1.0 + np.exp(-odds[row]))
                slope[codes[group, row]] += weights[row] * (labels[row] - chance)
                curve[codes[group, row]] += weights[row] * chance * (1.0 - chance)
            squares, known = 0.0, 0.0
            for level in range(size):
                old = effects[first + level]
                precision = curve[level] + 1.0 / spreads[group]
                step = max(-1.0, min(1.0, (slope[level] - old / spreads[group]) / precision))
                effects[first + level] = old + step
                slope[level] = step
                variances[first + level] = 1.0 / precision
                squares += (old + step) ** 2
                known += curve[level] / precision
            for row in range(rows):
                odds[row] += slope[codes[group, row]]
            # MacKay's re-estimate with a weak prior of two levels of variance 0.05 in each group.
            spreads[group] = max(1e-4, min(4.0, (squares + 0.1) / (known + 2.0)))
    return odds


@njit(cache=True, nogil=True)
def find_curves(odds, doubt):
    """The precision that the bound of Jaakkola and Jordan gives each label: tanh(c/2) / 2c, c² = E[odds²]."""
    found = np.empty(len(odds))
    for row in range(len(odds)):
        size = np.sqrt(odds[row] ** 2 + doubt[row] + 1e-12)
        found[row] = np.tanh(size / 2) / (2 * size)
    return found


@njit(cache=True, nogil=True)
def smooth_group(order, starts, times, labels, life, spread, odds, doubt, effects, variances):  # noqa: PLR0917  # compiled: arrays only
    """Drifting effects of one group given all others: a Kalman filter forwards, a smoother backwards.

    order: rows by value and time; starts: first place of each value, and one past the last; life: days after
    which the correlation is 1/e; spread: variance of an effect of which nothing is known. odds and doubt (of
    the rows, by all groups), effects and variances (of this group, by rows) are changed in place.
    """
    count = len(order)
    ahead, unsure = np.empty(count), np.empty(count)
    mean, variance = np.empty(count), np.empty(count)
    for value in range(len(starts) - 1):
        first, end = starts[value], starts[value + 1]
        now, width, last = 0.0, spread, times[order[first]]
        for place in range(first, end):
            row = order[place]
            if times[row] > last:
                kept = np.exp((last - times[row]) / life)
                now, width, last = kept * now, kept * kept * width + spread * (1 - kept * kept), times[row]
            ahead[place], unsure[place] = now, width
            size = np.sqrt(odds[row] ** 2 + doubt[row] + 1e-12)
            curve = np.tanh(size / 2) / (2 * size)
            pull = labels[row] - 0.5 - curve * (odds[row] - effects[row])
            narrower = 1 / (1 / width + curve)
            now, width = narrower * (now / width + pull), narrower
            mean[place], variance[place] = now, width
        for place in range(end - 2, first - 1, -1):
            kept = np.exp((times[order[place]] - times[order[place + 1]]) / life)
            gain = variance[place] * kept / unsure[place + 1]
            mean[place] += gain * (mean[place + 1] - ahead[place + 1])
            variance[place] += gain * gain * (variance[place + 1] - unsure[place + 1])
        for place in range(first, end):
            row = order[place]
            odds[row] += mean[place] - effects[row]
            doubt[row] += variance[place] - variances[row]
            effects[row], variances[row] = mean[place], variance[place]


@njit(cache=True, nogil=True)
def watch_levels(starts, days, labels, expected, as_of, rates, hazard, keep, least):  # noqa: PLR0917  # compiled: arrays only
    """Odds that each segment's rate has jumped to one of the rates, given its inspections before a day.

    Between inspections the odds fade by `keep` a week and grow by the hazard; each inspection multiplies them
    by how much likelier its outcome is at the rate (or at what was expected, where that is higher). A segment
    where less was found before than expected is expected to go on so: (1 + found) / (1 + expected) of it, at
    least `least`.
    """
    several = len(rates)
    jumped = np.zeros((len(starts) - 1, several))
    for segment in range(len(starts) - 1):
        last = days[starts[segment]]
        found, awaited = 1.0, 1.0
        for which in range(several):
            jumped[segment, which] = hazard
        for place in range(starts[segment], starts[segment + 1]):
            if days[place] >= as_of:
                break
            faded = keep ** ((days[place] - last) / 7.0)
            last = days[place]
            usual = max(least, expected[place] * min(1.0, found / awaited))
            for which in range(several):
                rate = max(rates[which], usual)
                likelier = rate / usual if labels[place] > 0 else (1 - rate) / (1 - usual)
                odds = jumped[segment, which] * faded + hazard * (1 - faded) / (1 - keep)
                jumped[segment, which] = min(1e4, odds * likelier)
            found += labels[place]
            awaited += expected[place]
        faded = keep ** ((as_of - last) / 7.0)
        for which in range(several):
            jumped[segment, which] = jumped[segment, which] * faded + hazard * (1 - faded) / (1 - keep)
    return jumped


@njit(cache=True, nogil=True)
def run_trees(values, features, thresholds, missing_right, leaves, depth, baseline, found):  # noqa: PLR0917  # compiled: arrays only
    """Sum of the leaves that each row falls into, over complete trees of one depth.

    features, thresholds, missing_right: trees by inner nodes, the children of i at 2i + 1 and 2i + 2; leaves:
    trees by leaves. All trees see a few rows at a time, which stay in the processor's cache.
    """
    inner = 2**depth - 1
    for row in range(len(values)):
        total = baseline
        for tree in range(len(leaves)):
            node = 0
            for _ in range(depth):
                value = values[row, features[tree, node]]
                goes_right = (value > thresholds[tree, node]) | ((value != value) & missing_right[tree, node])
                node = 2 * node + 1 + goes_right
            total += leaves[tree, node - inner]
        found[row] = total


@njit(inline="always")
def cross(left, right):
    """The key of a crossing, as `keys.mix` makes it."""
    mixed = (left << np.uint64(31) | left >> np.uint64(33)) + right * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return mixed ^ mixed >> np.uint64(31)


@njit(inline="always")
def find(slots, known, wanted):
    """The place of a key among those known, -1 for none."""
    last = np.uint64(len(slots) - 1)
    slot = wanted & last
    while slots[slot] >= 0 and known[slots[slot]] != wanted:
        slot = (slot + np.uint64(1)) & last
    return slots[slot]


@njit(cache=True, nogil=True)
def add_values(keys, one, two, slots, known, table, totals):  # noqa: PLR0917  # compiled: arrays only
    """Add to each row the values of its key of a group, or of a crossing where `one` and `two` differ.

    table: known keys and one past them, for those that are not known, by values.
    """
    unknown = len(known)
    for row in range(len(keys)):
        wanted = keys[row, one] if one == two else cross(keys[row, one], keys[row, two])
        place = find(slots, known, wanted)
        if place < 0:
            place = unknown
        for column in range(table.shape[1]):
            totals[row, column] += table[place, column]


@njit(cache=True, nogil=True)
def look_up(keys, one, two, slots, known, table, out, start, count, sides):  # noqa: PLR0917  # compiled: arrays only
    """Write each row's features of one group: its odds from `start` on, its count at `count`.

    table: known keys by odds and count; sides: where the odds of the group it shrinks towards stand in `out`,
    or of both sides and of the general rate for a crossing: what a key that is not known has.
    """
    several, limit = table.shape[1] - 1, np.float32(9.210240366975849)
    for row in range(len(keys)):
        wanted = keys[row, one] if one == two else cross(keys[row, one], keys[row, two])
        place = find(slots, known, wanted)
        if place >= 0:
            for life in range(several):
                out[row, start + life] = table[place, life]
            out[row, count] = table[place, several]
            continue
        out[row, count] = 0.0
        for life in range(several):
            value = out[row, sides[0] + life]
            if one != two:
                value = value + out[row, sides[1] + life] - out[row, sides[2] + life]
                value = min(limit, max(-limit, value))
            out[row, start + life] = value
