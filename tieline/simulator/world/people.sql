-- person: one row per true person who is a customer, with what drives her life as one.
CREATE OR REPLACE TEMP TABLE person AS
WITH seat AS (
    SELECT i AS person, i % 6 = 0 OR chance(i, 0, 'opens household') < 0.5 AS opens
    FROM range(getvariable('first_person'), getvariable('last_person')) AS seats(i)
), home AS (
    SELECT person, max(CASE WHEN opens THEN person END) OVER (ORDER BY person) AS household FROM seat
), member AS (
    SELECT
        person, household, (person - household)::INTEGER AS place_in_home,
        count(*) OVER (PARTITION BY household)::INTEGER AS home_size,
        pick(getvariable('places'), chance(household, 0, 'place')) AS place,
        chance(household, 0, 'expats') AS expat_p,
        whole(household, 0, 'head age', 23, 68) AS head_age,
        chance(household, 0, 'head is a man') < 0.55 AS head_is_man,
        bell(household, 0, 'income') AS income
    FROM home
), aged AS (
    SELECT
        *,
        expat_p < CASE WHEN place.weight >= 4 THEN 0.06 ELSE 0.02 END AS expat,
        place_in_home >= 2 AND (head_age >= 42) AS is_child,
        CASE
            WHEN place_in_home = 0 THEN head_age
            WHEN place_in_home = 1 THEN clamp(head_age + whole(person, 0, 'spouse age', -5, 4), 19, 80)
            WHEN head_age >= 42 THEN clamp(head_age - whole(person, 0, 'child age', 23, 32), 16, 45)
            ELSE clamp(head_age + whole(person, 0, 'parent age', 22, 32), 45, 88)
        END AS age,
        CASE
            WHEN place_in_home = 0 THEN head_is_man
            WHEN place_in_home = 1 THEN NOT head_is_man
            ELSE chance(person, 0, 'is a man') < 0.5
        END AS is_man
    FROM member
), trait AS (
    SELECT
        *,
        (ends_on() - to_days((age * 365.25 + 364 * chance(person, 0, 'birthday'))::INTEGER))::DATE AS born,
        -0.35 * income + 0.45 * bell(household, 0, 'thrift') + 0.8 * bell(person, 0, 'thrift') AS price_sensitivity,
        bell(person, 0, 'temper') AS temper,
        0.45 * bell(person, 0, 'contentment') AS contentment,
        bell(person, 0, 'talks') AS talks,
        bell(person, 0, 'surfs') - (age - 38) / 28.0 AS surfs,
        chance(person, 0, 'app') < logistic(1.5 - (age - 40) / 15.0) AS has_app,
        CASE
            WHEN chance(person, 0, 'newcomer') < 0.24
                THEN (ends_on() - whole(person, 0, 'joined lately', 4, 470))::DATE
            ELSE (ends_on() - 470 - clamp(1150 * exp(0.75 * bell(person, 0, 'tenure')), 10, 6200)::INTEGER)::DATE
        END AS joined_on,
        place.district_id * 64 + whole(household, 0, 'cell', 1, 40) AS cell,
        bell(household, 0, 'distance to cell') AS distance,
        pick(getvariable('devices'),
            clamp(logistic(1.1 * (0.6 * income + 0.5 * surfs + 0.9 * bell(person, 0, 'device'))), 0, 0.9999)) AS device
    FROM aged
)
SELECT
    *,
    CASE WHEN chance(person, 0, 'managed') < 0.3
        THEN ['wang.fang', 'li.na', 'zhang.wei', 'liu.yang', 'chen.jing'][whole(household, 0, 'manager', 1, 5)]
    END AS manager,
    home_size > 1 AND chance(household, 0, 'family plan') < 0.6 AS in_family_plan,
    chance(person, 0, 'pays late') < 0.11 AS pays_late,
    chance(person, 0, 'debit') < 0.46 AS pays_by_debit,
    -- What a contact made to keep this person would do (Ascarza 2018; Radcliffe & Surry 2011 name the four types).
    CASE
        WHEN chance(person, 0, 'response') < clamp(0.12 - 0.05 * temper, 0.03, 0.3) THEN 'do-not-disturb'
        WHEN chance(person, 0, 'response') < 0.12 + clamp(0.33 + 0.1 * price_sensitivity, 0.12, 0.6) THEN 'persuadable'
        WHEN chance(person, 0, 'response') < 0.84 THEN 'sure thing'
        ELSE 'lost cause'
    END AS response
FROM trait
ORDER BY person;

-- prospect: people who are in the shop's or the online store's books without being customers.
CREATE OR REPLACE TEMP TABLE prospect AS
SELECT
    70000000 + i AS person, pick(getvariable('places'), chance(70000000 + i, 0, 'place')) AS place,
    chance(70000000 + i, 0, 'expats') < 0.05 AS expat, chance(70000000 + i, 0, 'is a man') < 0.5 AS is_man,
    whole(70000000 + i, 0, 'head age', 18, 70) AS age
FROM range(getvariable('first_person'), getvariable('last_person')) AS seats(i)
WHERE chance(i, 0, 'prospect') < 0.05
ORDER BY i;
