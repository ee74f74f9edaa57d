-- line: one row per product a person holds; slots 0–2 are mobile lines, 4 broadband, 5 television.
CREATE OR REPLACE TEMP TABLE line AS
WITH slot AS (
    SELECT p.*, s.slot, person * 8 + s.slot AS line
    FROM person AS p, (VALUES (0), (1), (2), (4), (5)) AS s(slot)
    WHERE CASE s.slot
        WHEN 0 THEN true
        WHEN 1 THEN chance(p.person, 1, 'has line') < 0.24
        WHEN 2 THEN chance(p.person, 1, 'has line') < 0.24 AND chance(p.person, 2, 'has line') < 0.16
        WHEN 4 THEN chance(p.person, 4, 'has line') < CASE WHEN p.place_in_home = 0 THEN 0.5 ELSE 0.06 END
        ELSE chance(p.person, 4, 'has line') < CASE WHEN p.place_in_home = 0 THEN 0.2 ELSE 0.02 END
    END
), offered AS (
    SELECT
        *,
        logistic(1.3 * (0.7 * surfs + 0.45 * income + 0.35 * talks + 0.6 * bell(person, slot, 'plan'))) AS appetite,
        CASE
            WHEN slot = 4 THEN getvariable('plans_broadband')
            WHEN slot = 5 THEN getvariable('plans_tv')
            WHEN slot > 0 AND chance(person, slot, 'extra') < 0.75 THEN getvariable('plans_extra')
            WHEN age >= 62 AND chance(person, slot, 'senior plan') < 0.6 THEN getvariable('plans_old')
            WHEN age <= 25 AND chance(person, slot, 'young plan') < 0.5 THEN getvariable('plans_young')
            ELSE getvariable('plans_all')
        END AS offers,
        greatest(joined_on, least(ends_on() - 3, joined_on + CASE WHEN slot = 0 THEN 0
            ELSE (chance(person, slot, 'added') * 1200)::INTEGER END))::DATE AS started_on
    FROM slot
), planned AS (
    SELECT
        *, pick(offers, clamp(appetite, 0, 0.9999)) AS plan,
        CASE
            WHEN slot = 5 THEN 0
            WHEN slot IN (1, 2) AND chance(person, slot, 'contract') < 0.9 THEN 0
            WHEN chance(person, slot, 'contract') < 0.38 THEN 24
            WHEN chance(person, slot, 'contract') < 0.5 THEN 12
            ELSE 0
        END AS contract_months
    FROM offered
), contracted AS (
    SELECT
        *,
        CASE WHEN contract_months > 0 THEN greatest(
            started_on, ends_on() - whole(person, slot, 'contract age', 1, 30 * contract_months + 170))::DATE
        END AS contract_start,
        CASE WHEN slot IN (1, 2) AND chance(person, slot, 'gives line up') < 0.16
            THEN (ends_on() - whole(person, slot, 'line given up', 1, 460))::DATE END AS given_up_on
    FROM planned
)
SELECT
    person, slot, line, plan, started_on, contract_start, contract_months,
    (contract_start + to_months(contract_months) - to_days(1))::DATE AS contract_end,
    CASE WHEN given_up_on > started_on THEN given_up_on END AS given_up_on,
    CASE WHEN slot < 4 THEN mobile(line) END AS phone,
    CASE WHEN slot = 0 THEN device WHEN slot < 4 THEN pick(getvariable('devices'), chance(person, slot, 'device')) END AS device,
    CASE WHEN slot = 1 AND chance(person, 0, 'second account') < 0.22 THEN 1 ELSE 0 END AS account_slot
FROM contracted
ORDER BY line;

-- appetite: what a person would use in a month on her main line if nothing happened, with the fees she pays.
CREATE OR REPLACE TEMP TABLE appetite AS
WITH fees AS (
    SELECT person, sum(plan.fee) AS fee, count(*) AS products FROM line WHERE given_up_on IS NULL GROUP BY person
), wish AS (
    SELECT
        p.person, f.fee, l.plan.data_gb AS data_gb, l.plan.voice_minutes AS voice_minutes,
        l.contract_start, l.contract_end,
        exp(4.85 + 0.75 * p.talks + 0.006 * (p.age - 40)) AS talk_wish,
        exp(2.45 + 0.8 * p.surfs + 0.35 * p.income) AS data_wish
    FROM person AS p JOIN line AS l ON l.person = p.person AND l.slot = 0 JOIN fees AS f ON f.person = p.person
)
SELECT
    person, fee, data_gb, voice_minutes, contract_start, contract_end,
    -- People settle just below what their plan includes.
    CASE WHEN talk_wish > 0.75 * voice_minutes
        THEN voice_minutes * least(0.95, 0.75 + 0.1 * ln(talk_wish / (0.75 * voice_minutes))) ELSE talk_wish END AS talk,
    CASE WHEN data_wish > 0.75 * data_gb
        THEN data_gb * least(0.95, 0.75 + 0.1 * ln(data_wish / (0.75 * data_gb))) ELSE least(data_wish, 260) END AS data
FROM wish
ORDER BY person;
