-- lived: one row per person and month in which she is a customer, with what the month does to her.
CREATE OR REPLACE TEMP TABLE lived AS
WITH span AS (
    SELECT
        p.person, m.m::INTEGER AS m, p.cell, p.place.district_id AS district, p.distance, p.price_sensitivity, p.temper,
        p.contentment, p.expat, p.income, p.age, p.joined_on, a.fee, a.data_gb, a.voice_minutes, a.talk, a.data,
        a.contract_start, a.contract_end
    FROM person AS p JOIN appetite AS a USING (person), range(-17, 3) AS m(m)
    WHERE p.joined_on < month_first(m.m + 1)
), event AS (
    SELECT
        *,
        chance(cell, m, 'outage') < 0.03 AS outage,
        whole(cell, m, 'outage begins', 0, 24) AS outage_day, whole(cell, m, 'outage lasts', 1, 4) AS outage_days,
        whole(cell, m, 'outage severity', 1, 3) AS outage_severity,
        chance(person, m, 'travels') < CASE WHEN expat THEN 0.08 ELSE clamp(0.012 + 0.01 * income, 0.002, 0.05) END AS travels,
        whole(person, m, 'travel day', 0, 22) AS travel_day, whole(person, m, 'travel days', 3, 9) AS travel_days,
        -- Spring festival, summer holidays and Singles' Day, by calendar month.
        [1.04, 1.14, 0.98, 1.0, 1.01, 0.99, 1.02, 1.01, 1.0, 1.03, 1.0, 1.02][month(month_first(m))]
            * exp(0.16 * bell(person, m, 'month of talk')) AS talk_mood,
        [1.03, 1.12, 0.96, 0.98, 1.0, 1.02, 1.1, 1.09, 0.98, 1.03, 1.02, 1.0][month(month_first(m))]
            * exp(0.2 * bell(person, m, 'month of surf')) * (1 + 0.006 * m)
            * CASE WHEN chance(person, m, 'binge') < 0.035 THEN 1.4 + chance(person, m, 'how much') ELSE 1 END AS surf_mood
    FROM span
), charged AS (
    SELECT
        *,
        coalesce(least(150, 5 * greatest(0, data * surf_mood - data_gb)), 0)
            + coalesce(least(60, 0.15 * greatest(0, talk * talk_mood - voice_minutes)), 0) AS overage,
        CASE WHEN travels THEN travel_days * CASE WHEN chance(person, m, 'no pack') < 0.3 THEN 85 ELSE 25 END ELSE 0 END
            AS roaming,
        0.5 * greatest(0, bell(cell, 0, 'cell quality') + 0.7 * distance - 0.9)
            + CASE WHEN outage THEN 0.55 * outage_severity ELSE 0 END AS net_pain,
        chance(district, m // 2, 'competitor') < 0.22 AS pull
    FROM event
), hurt AS (
    SELECT *, clamp((overage + 0.7 * roaming) / fee - 0.2, 0, 2) AS bill_pain FROM charged
)
SELECT
    *,
    0.017 * exp(0.45 * temper) * (1 + 2.2 * net_pain + 3.2 * bill_pain) AS complains,
    chance(person, m, 'complains') AS complaint_p
FROM hurt
ORDER BY person, m;

-- complaint: one row per person and month with at least one complaint; unresolved ones are repeated.
CREATE OR REPLACE TEMP TABLE complaint AS
WITH first_one AS (
    SELECT
        person, m,
        CASE
            WHEN bill_pain > net_pain AND bill_pain > 0.1 THEN 'billing'
            WHEN net_pain > 0.25 THEN 'network'
            ELSE ['billing', 'service', 'network', 'service', 'sales'][whole(person, m, 'topic', 1, 5)]
        END AS topic,
        chance(person, m, 'resolved at once') < 0.52 AS resolved,
        chance(person, m, 'insists') AS insists,
        month_first(m) + CASE WHEN outage AND chance(person, m, 'about outage') < 0.7
            THEN least(outage_day + 1, 25) ELSE whole(person, m, 'complaint day', 0, 26) END AS day
    FROM lived WHERE complaint_p < 1 - exp(-complains)
)
SELECT *, CASE WHEN resolved THEN 0 ELSE least(4, floor(-ln(insists) / 0.55))::INTEGER END AS repeats
FROM first_one
ORDER BY person, m;

-- feeling: one row per person and month, −1 (furious) to 1 (delighted); hurt fades over three months.
CREATE OR REPLACE TEMP TABLE feeling AS
WITH stirred AS (
    SELECT
        l.*, coalesce(NOT c.resolved, false) AS unresolved, coalesce(c.repeats, 0) AS repeats,
        -0.4 * net_pain - 0.5 * bill_pain - CASE WHEN c.resolved THEN 0.05 WHEN c.resolved IS NULL THEN 0
            ELSE 0.45 + 0.12 * c.repeats END + 0.16 * bell(l.person, l.m, 'the day it was') AS shock
    FROM lived AS l LEFT JOIN complaint AS c USING (person, m)
), carried AS (
    SELECT
        *,
        shock + 0.6 * coalesce(lag(shock, 1) OVER life, 0) + 0.3 * coalesce(lag(shock, 2) OVER life, 0) AS stirring,
        greatest(bill_pain, 0.7 * coalesce(lag(bill_pain) OVER life, 0)) AS bill_hurt,
        greatest(net_pain, 0.7 * coalesce(lag(net_pain) OVER life, 0)) AS net_hurt,
        unresolved OR coalesce(lag(unresolved) OVER life, false) AS ignored,
        (contract_end - month_first(m)) AS contract_left
    FROM stirred WINDOW life AS (PARTITION BY person ORDER BY m)
)
SELECT
    *, round(2 * logistic(2.2 * (0.25 + contentment + stirring)) - 1, 4) AS mood,
    CASE
        WHEN contract_left IS NULL OR contract_start > month_first(m) THEN 0.25
        WHEN contract_left > 75 THEN -1.25
        WHEN contract_left > -45 THEN 0.95
        ELSE 0.35
    END AS contract_pull
FROM carried
ORDER BY person, m;
