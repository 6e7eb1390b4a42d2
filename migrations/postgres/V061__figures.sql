-- The figures that PCs measure of their own work are thinned: of a day that is long past the highest
-- of each stays. They are the only rows that are ever deleted, and only by who thins them.

CREATE TABLE figures_thinned (
    organization_id UUID PRIMARY KEY NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

CREATE OR REPLACE FUNCTION holdfast_refuse_delete() RETURNS TRIGGER
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'system_metrics'
        AND current_setting('holdfast.thinning', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a row of % is removed by setting deleted_at', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
