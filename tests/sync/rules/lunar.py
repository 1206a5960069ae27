"""The Vietnamese lunar calendar worked out from new moons and the sun's place, for the meridian of +07:00 (Hồ Ngọc Đức's method
after Jean Meeus, "Astronomical Algorithms"): what the holidays that are data are checked against."""

from __future__ import annotations

from datetime import date, timedelta
from math import floor, pi, sin

ZONE = 7
_SYNODIC = 29.530588853
_JULIAN_DAY_0 = 1721425


def _new_moon(count: int) -> int:
    """The Julian day, here, of new moon number `count` since 1900."""
    t = count / 1236.85
    dr = pi / 180
    at = 2415020.75933 + 29.53058868 * count + 0.0001178 * t * t - 0.000000155 * t**3
    at += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t * t) * dr)
    sun = (359.2242 + 29.10535608 * count - 0.0000333 * t * t - 0.00000347 * t**3) * dr
    moon = (306.0253 + 385.81691806 * count + 0.0107306 * t * t + 0.00001236 * t**3) * dr
    node = (21.2964 + 390.67050646 * count - 0.0016528 * t * t - 0.00000239 * t**3) * dr
    at += (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun) - 0.4068 * sin(moon) + 0.0161 * sin(2 * moon)
    at += -0.0004 * sin(3 * moon) + 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    at += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    at += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    return floor(at - (-0.000278 + 0.000265 * t + 0.000262 * t * t) + 0.5 + ZONE / 24)


def _sun_sector(day: int) -> int:
    """Which twelfth of its way the sun is in at the day's beginning."""
    t = (day - 2451545.5 - ZONE / 24) / 36525
    dr = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t * t - 0.00000048 * t**3) * dr
    at = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    at += (1.914600 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
    at += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor((at % 360) / 30)


def _month_eleven(year: int) -> int:
    """The number of the new moon that begins the month with the winter solstice."""
    end = date(year, 12, 31).toordinal() + _JULIAN_DAY_0
    count = floor((end - 2415021) / _SYNODIC)
    return count - 1 if _sun_sector(_new_moon(count)) >= 9 else count


def solar(year: int, month: int, day: int) -> date:
    """A day of a lunar month that is no leap month, `month` 1 to 10, in the lunar year that begins in `year`."""
    start, end = _month_eleven(year - 1), _month_eleven(year)
    offset = month + 1
    if end - start == 13:
        leap = next(one for one in range(1, 13) if _sun_sector(_new_moon(start + one)) == _sun_sector(_new_moon(start + one + 1)))
        offset += 1 if offset >= leap else 0
    return date.fromordinal(_new_moon(start + offset) - _JULIAN_DAY_0) + timedelta(days=day - 1)
