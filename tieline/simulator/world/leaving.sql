-- thought: one row per time a person thinks seriously about leaving, with what came of it.
CREATE OR REPLACE TEMP TABLE thought AS
WITH weighed AS (
    SELECT
        person, m, mood,
        1.0 * bill_hurt AS for_bill, 0.85 * net_hurt AS for_network, CASE WHEN ignored THEN 1.3 ELSE 0 END AS for_service,
        greatest(0, 0.5 * price_sensitivity + CASE WHEN pull THEN 0.55 + 0.25 * price_sensitivity ELSE 0 END) AS for_price,
        -3.38 + 0.42 * price_sensitivity + CASE WHEN pull THEN 0.5 + 0.2 * price_sensitivity ELSE 0 END
            + 1.0 * bill_hurt + 0.85 * net_hurt + CASE WHEN ignored THEN 1.3 ELSE 0 END + contract_pull - 0.55 * mood
            - 0.3 * ln(1 + greatest(0, month_first(m) - joined_on) / 365.0) - 0.012 * (age - 40)
            - CASE WHEN fee > 200 THEN 0.25 ELSE 0 END AS weight,
        contract_pull
    FROM feeling WHERE joined_on + 30 < month_first(m)
), begun AS (
    SELECT *, (month_first(m) + whole(person, m, 'thinks on day', 0, 27))::DATE AS decided_on
    FROM weighed WHERE chance(person, m, 'thinks of leaving') < logistic(weight)
)
SELECT
    person, m, decided_on, mood,
    chance(person, m, 'goes') < logistic(0.35 - 0.9 * mood + 0.25 * (weight + 3.4)) AS goes,
    (decided_on + (20 + 60 * chance(person, m, 'hesitates'))::INTEGER)::DATE AS goes_on,
    CASE
        WHEN greatest(for_bill, for_network, for_service, for_price) < 0.3 THEN 'moved or no need'
        WHEN for_service = greatest(for_bill, for_network, for_service, for_price) THEN 'service'
        WHEN for_network = greatest(for_bill, for_network, for_price) THEN 'network'
        WHEN for_bill > for_price THEN 'bill shock'
        ELSE 'competitor offer'
    END AS cause,
    false AS follows
FROM begun
ORDER BY person, m;

-- One person in two follows the head of a family plan.
INSERT INTO thought
SELECT p.person, t.m, t.decided_on + 2, t.mood, true, t.goes_on + whole(p.person, t.m, 'follows after', 0, 12), 'family left', true
FROM (SELECT *, row_number() OVER (PARTITION BY person ORDER BY goes_on) AS nth FROM thought WHERE goes) AS t
JOIN person AS p ON p.household = t.person AND p.person <> t.person AND p.in_family_plan AND p.joined_on + 30 < t.decided_on
WHERE t.nth = 1 AND chance(p.person, t.m, 'follows') < 0.45
ORDER BY p.person;

-- Who cannot pay is cut off without having thought of leaving.
INSERT INTO thought
SELECT person, m, month_first(m), mood, true, (month_first(m) + 30 + whole(person, m, 'cut off', 0, 27))::DATE, 'non-payment', false
FROM feeling JOIN person AS p USING (person, joined_on)
WHERE p.joined_on + 120 < month_first(m) AND chance(person, m, 'cannot pay') < CASE WHEN p.pays_late THEN 0.007 ELSE 0.0009 END
ORDER BY person, m;

-- Who would have left before the first month was never there to be delivered: she stays instead.
DELETE FROM thought WHERE goes AND goes_on < month_first(-15);

-- leaver: one row per person who leaves between the first month and 90 days after ends_on.
CREATE OR REPLACE TEMP TABLE leaver AS
WITH first_going AS (
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY goes_on, m) AS nth FROM thought WHERE goes
)
SELECT
    person, decided_on, goes_on AS leaves_on, cause,
    CASE
        WHEN cause = 'non-payment' THEN 'non-payment'
        WHEN cause = 'moved or no need' AND chance(person, m, 'way') < 0.6 THEN 'cancelled'
        WHEN chance(person, m, 'way') < 0.78 THEN 'ported out'
        ELSE 'cancelled'
    END AS way
FROM first_going WHERE nth = 1 AND goes_on <= ends_on() + 90
ORDER BY person;

-- Nobody thinks of leaving, complains or holds a line after having left.
DELETE FROM thought USING leaver AS l WHERE thought.person = l.person AND thought.decided_on > l.decided_on;
DELETE FROM complaint WHERE day > ends_on() OR day < month_first(-15);
DELETE FROM complaint USING leaver AS l WHERE complaint.person = l.person AND complaint.day >= l.leaves_on;
DELETE FROM complaint USING person AS p WHERE complaint.person = p.person AND complaint.day < p.joined_on;

-- held: the lines as billing knows them on ends_on.
CREATE OR REPLACE TEMP TABLE held AS
SELECT
    l.* REPLACE (
        CASE WHEN l.contract_start < coalesce(least(v.leaves_on, l.given_up_on), DATE '9999-01-01') THEN l.contract_start END
            AS contract_start,
        CASE WHEN l.contract_start < coalesce(least(v.leaves_on, l.given_up_on), DATE '9999-01-01') THEN l.contract_end END
            AS contract_end),
    CASE WHEN least(v.leaves_on, l.given_up_on) <= ends_on() THEN least(v.leaves_on, l.given_up_on) END AS ended_on,
    CASE
        WHEN least(v.leaves_on, l.given_up_on) > ends_on() THEN NULL
        WHEN v.leaves_on <= l.given_up_on OR (l.given_up_on IS NULL AND v.leaves_on IS NOT NULL)
            THEN CASE WHEN l.slot >= 4 AND v.way = 'ported out' THEN 'cancelled' ELSE v.way END
        WHEN l.given_up_on IS NOT NULL THEN 'cancelled'
    END AS end_reason
FROM line AS l LEFT JOIN leaver AS v USING (person)
WHERE l.started_on < coalesce(v.leaves_on, DATE '9999-01-01')
ORDER BY l.line;
