-- Daily use reaches back 120 days. The share of days lost to a dip between two days has a closed form.
CREATE OR REPLACE MACRO ramp_area(t, ramp) AS
    CASE WHEN t <= 0 THEN 0 WHEN t < ramp THEN t * t / (2.0 * ramp) ELSE t - ramp / 2.0 END;

-- use_month: one row per mobile line and month, with levels a day before dips, and the dips (two at most) that touch it.
CREATE OR REPLACE TEMP TABLE use_month AS
WITH span AS (
    SELECT
        h.line, h.person, h.slot, h.phone, l.m, l.cell, month_first(l.m) AS first_day,
        greatest(month_first(l.m), h.started_on) AS from_day,
        least((month_first(l.m + 1) - 1)::DATE, coalesce((h.ended_on - 1)::DATE, ends_on()), ends_on()) AS to_day,
        CASE WHEN h.slot = 0 THEN l.talk * l.talk_mood ELSE 0.35 * exp(4.2 + 0.8 * bell(h.line, 0, 'talks')) * l.talk_mood END
            / 30.4 AS talk_day,
        CASE WHEN h.slot = 0 THEN l.data * l.surf_mood
            ELSE least(0.8 * coalesce(h.plan.data_gb, 40), exp(1.2 + 0.9 * bell(h.line, 0, 'surfs'))) * l.surf_mood END
            * 1024 / 30.4 AS data_day,
        exp(-0.7 + 0.9 * bell(h.line, 0, 'writes')) AS sms_day,
        CASE WHEN h.slot = 0 AND l.travels THEN l.travel_day END AS trip_from, l.travel_days,
        CASE WHEN l.outage THEN l.outage_day END AS outage_from, l.outage_days, l.outage_severity,
        0.006 * exp(0.75 * (bell(l.cell, 0, 'cell quality') + 0.6 * l.distance)) AS drop_rate
    FROM held AS h JOIN lived AS l USING (person)
    WHERE h.slot < 4 AND l.m BETWEEN -15 AND 0
), dipped AS (
    SELECT s.line, s.m, list({'begins': d.begins, 'ends': d.ends, 'ramp': d.ramp, 'depth': d.depth} ORDER BY d.depth DESC, d.begins) AS dips
    FROM span AS s JOIN dip AS d ON d.person = s.person AND d.begins <= s.to_day AND d.ends > s.from_day
    WHERE s.slot = 0
    GROUP BY s.line, s.m
)
SELECT s.*, d.dips[1] AS dip, d.dips[2] AS other_dip
FROM span AS s LEFT JOIN dipped AS d USING (line, m)
WHERE s.from_day <= s.to_day
ORDER BY s.line, s.m;

CREATE OR REPLACE MACRO left_by(dip, day) AS
    CASE WHEN dip IS NULL OR day < dip.begins OR day >= dip.ends THEN 1.0
    ELSE 1 - dip.depth * least(1.0, (day - dip.begins + 1) / dip.ramp::DOUBLE) END;
CREATE OR REPLACE MACRO lost_days(dip, from_day, to_day) AS
    CASE WHEN dip IS NULL THEN 0.0 ELSE dip.depth * (
        ramp_area((least(to_day + 1, dip.ends) - dip.begins)::INTEGER, dip.ramp)
        - ramp_area((least(greatest(from_day, dip.begins), dip.ends) - dip.begins)::INTEGER, dip.ramp)) END;
CREATE OR REPLACE MACRO slice(h, n) AS (((h >> (16 * n)) & 65535)::DOUBLE + 0.5) / 65536.0;
CREATE OR REPLACE MACRO rare(mean, p) AS
    CASE WHEN p < exp(-mean) THEN 0 WHEN p < exp(-mean) * (1 + mean) THEN 1
    WHEN p < exp(-mean) * (1 + mean + mean * mean / 2) THEN 2 ELSE 3 + floor(mean * 0.7)::INTEGER END;
CREATE OR REPLACE MACRO cell_name(cell) AS
    getvariable('cell_codes')[cell // 64 + 1] || '-' || lpad((cell % 64)::VARCHAR, 3, '0');

-- use_day: a line's use on each of the last 120 days.
CREATE OR REPLACE TEMP VIEW use_day AS
WITH spread AS (
    SELECT
        u.*, (u.first_day + d.d::INTEGER)::DATE AS day, d.d AS d, draw(u.line, (u.m + 32) * 32 + d.d, 'use') AS h
    FROM use_month AS u,
        unnest(range((greatest(from_day, ends_on() - 119) - first_day)::BIGINT, (to_day - first_day)::BIGINT + 1)) AS d(d)
    WHERE u.to_day >= ends_on() - 119
), levelled AS (
    SELECT
        line, phone, person, cell, day, h, sms_day, drop_rate, travel_days,
        coalesce(d >= trip_from AND d < trip_from + travel_days, false) AS abroad,
        CASE WHEN d >= outage_from AND d < outage_from + outage_days THEN outage_severity ELSE 0 END AS outage,
        left_by(dip, day) * left_by(other_dip, day) AS kept,
        talk_day * [0.8, 1.06, 1.05, 1.03, 1.04, 1.08, 0.94][dayofweek(day) + 1] AS talk_day,
        data_day * [1.14, 0.95, 0.94, 0.95, 0.96, 1.0, 1.12][dayofweek(day) + 1] AS data_day
    FROM spread
), heard AS (
    SELECT
        *,
        exp(-0.3 - kept * talk_day / 2.0) AS silent,
        slice(h, 0) AS a, slice(h, 1) AS b, slice(h, 2) AS c, slice(h, 3) AS e
    FROM levelled
)
SELECT
    line, phone, person, cell, day, h,
    CASE WHEN a < silent THEN 0
        ELSE (60 * kept * talk_day / (1 - silent) * (0.4 - 0.6 * ln(b)))::INTEGER END AS voice_seconds,
    (1024 * data_day * (0.25 + 0.75 * kept) * (0.35 - 0.65 * ln(c)) * CASE WHEN abroad THEN 0.25 ELSE 1 END)::INTEGER AS data_kb,
    floor(-ln(e) * sms_day * kept)::INTEGER AS sms,
    CASE WHEN abroad THEN (1024 * (0.15 * data_day + 60) * -ln(c))::INTEGER ELSE 0 END AS roaming_kb,
    CASE WHEN a < silent THEN 0
        ELSE rare(least(9, kept * talk_day * drop_rate * (1 + 2.5 * outage) + 0.5 * outage * kept), 1 - e) END AS dropped,
    abroad
FROM heard;
