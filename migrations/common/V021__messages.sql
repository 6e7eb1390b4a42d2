-- Notes to people: notifications, conversations about an appointment, and tasks.

-- The id of a reminder derives from what it reminds of, so that two PCs write one. The text names
-- no patient; the link leads there.
CREATE TABLE notifications (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    user_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT,
    link_table TEXT,
    link_row_id UUID,
    due_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX notifications_by_user ON notifications (user_id, due_at);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;

CREATE TABLE chat_messages (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID NOT NULL REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    appointment_id UUID REFERENCES appointments (id) DEFERRABLE INITIALLY DEFERRED,
    sender_id UUID NOT NULL REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    recipient_id UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    body TEXT NOT NULL,
    attachments JSONB,
    sent_at TIMESTAMPTZ NOT NULL,
    read_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX chat_messages_by_appointment ON chat_messages (appointment_id, sent_at);
CREATE INDEX chat_messages_by_patient ON chat_messages (patient_id, sent_at);
CREATE INDEX chat_messages_by_recipient ON chat_messages (recipient_id, sent_at);

CREATE TABLE tasks (
    id UUID PRIMARY KEY NOT NULL,
    organization_id UUID NOT NULL REFERENCES organizations (id) DEFERRABLE INITIALLY DEFERRED,
    site_id UUID NOT NULL REFERENCES sites (id) DEFERRABLE INITIALLY DEFERRED,
    patient_id UUID REFERENCES patients (id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    description TEXT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    priority TEXT NOT NULL,
    for_role TEXT,
    assigned_to UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    due_at TIMESTAMPTZ,
    source_table TEXT,
    source_row_id UUID,
    completed_at TIMESTAMPTZ,
    completed_by UUID REFERENCES users (id) DEFERRABLE INITIALLY DEFERRED,
    outcome_text TEXT,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ,
    version BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX tasks_by_site ON tasks (site_id, status, due_at);
CREATE INDEX tasks_by_assignee ON tasks (assigned_to, status);
CREATE INDEX tasks_by_patient ON tasks (patient_id);
CREATE INDEX tasks_by_source ON tasks (source_row_id);
