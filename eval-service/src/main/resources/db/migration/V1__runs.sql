-- One row per run and per stage of a run; written from events, so that a row may be written again at any time.
CREATE TABLE runs (
    run          VARCHAR(100) PRIMARY KEY,
    index_name   VARCHAR(100) NOT NULL,
    context      TEXT         NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    retry_of     VARCHAR(100),
    decision     VARCHAR(20),
    reasons      TEXT,
    decided_at   TIMESTAMP WITH TIME ZONE
);

CREATE INDEX runs_requested_at ON runs (requested_at);

CREATE TABLE stages (
    run         VARCHAR(100) NOT NULL,
    stage       VARCHAR(20)  NOT NULL,
    state       VARCHAR(10)  NOT NULL,
    attempt     INTEGER      NOT NULL,
    done        BIGINT       NOT NULL,
    total       BIGINT       NOT NULL,
    unit        VARCHAR(40)  NOT NULL,
    message     TEXT         NOT NULL,
    started_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at  TIMESTAMP WITH TIME ZONE NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (run, stage)
);
