//! The tables as diesel sees them; kept equal to the migrations by a test of the house.

//  diesel::table! writes one item a table; the SQL comments in `migrations` say what each column means.

diesel::table! {
    procedures (id) {
        id -> Uuid,
        number -> Text,
        name -> Text,
        created_on -> Date,
        revised_on -> Date,
        effective_on -> Date,
        approver -> Text,
        legal_bases -> Array<Text>,
        qualifications -> Array<Text>,
        equipment -> Array<Text>,
        warning -> Text,
        steps -> Jsonb,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    officers (id) {
        id -> Uuid,
        subject -> Text,
        name -> Text,
        employee_number -> Nullable<Text>,
        phone -> Nullable<Text>,
        position_title -> Text,
        unit -> Text,
        roles -> Array<Text>,
        qualification -> Nullable<Text>,
        active -> Bool,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    directory (one) {
        one -> Bool,
        mark -> Uuid,
    }
}

diesel::table! {
    mandates (id) {
        id -> Uuid,
        holder_id -> Uuid,
        principal_id -> Uuid,
        role -> Text,
        kind -> Text,
        decree_number -> Text,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        given_by -> Text,
        confirmed_at -> Nullable<Timestamptz>,
        confirmed_by -> Nullable<Text>,
        tolerated -> Bool,
    }
}

diesel::table! {
    revocations (id) {
        id -> Uuid,
        subject -> Nullable<Text>,
        jti -> Nullable<Text>,
        not_before -> Nullable<Timestamptz>,
        reason -> Text,
        expires_at -> Timestamptz,
        created_by -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    settings (key) {
        key -> Text,
        id -> Uuid,
        value -> Jsonb,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    agenda_items (id) {
        id -> Uuid,
        title -> Text,
        description -> Nullable<Text>,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        venue -> Nullable<Text>,
        region_code -> Nullable<Text>,
        organiser -> Nullable<Text>,
        attendees -> Array<Text>,
        attendance -> Nullable<Text>,
        certainty -> Text,
        dress_code -> Nullable<Text>,
        contact -> Nullable<Text>,
        invitation -> Nullable<Jsonb>,
        notes -> Nullable<Text>,
        created_by -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        venue_latitude -> Nullable<Float8>,
        venue_longitude -> Nullable<Float8>,
        changed_at -> Nullable<Timestamptz>,
        created_by_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    register_series (kind, unit, year) {
        kind -> Text,
        unit -> Text,
        year -> Int4,
        last_serial -> Int4,
    }
}

diesel::table! {
    assignments (id) {
        id -> Uuid,
        register_unit -> Text,
        register_year -> Int4,
        register_serial -> Int4,
        register_number -> Text,
        subject -> Text,
        agenda_item_id -> Uuid,
        procedure_id -> Uuid,
        assigned_by_id -> Uuid,
        assignee_id -> Uuid,
        scope -> Nullable<Text>,
        urgency -> Text,
        classification -> Text,
        due_at -> Nullable<Timestamptz>,
        state -> Text,
        clock -> Json,
        cancel_reason -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        assigned_by_mandate_id -> Nullable<Uuid>,
        edited -> Json,
    }
}

diesel::table! {
    dispositions (id) {
        id -> Uuid,
        register_unit -> Text,
        register_year -> Int4,
        register_serial -> Int4,
        register_number -> Text,
        assignment_id -> Uuid,
        parent_id -> Nullable<Uuid>,
        issuer_id -> Uuid,
        instructions -> Array<Text>,
        note -> Nullable<Text>,
        urgency -> Text,
        classification -> Text,
        due_at -> Nullable<Timestamptz>,
        activity_agenda -> Nullable<Jsonb>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        issuer_mandate_id -> Nullable<Uuid>,
        superseded_by_id -> Nullable<Uuid>,
        taken_over_by_id -> Nullable<Uuid>,
        scope -> Nullable<Text>,
        issued_at -> Timestamptz,
    }
}

diesel::table! {
    disposition_recipients (disposition_id, officer_id) {
        disposition_id -> Uuid,
        officer_id -> Uuid,
        assignment_id -> Uuid,
        position -> Int2,
        kind -> Text,
        duty -> Nullable<Text>,
        state -> Text,
        read_at -> Nullable<Timestamptz>,
        completed_at -> Nullable<Timestamptz>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    participants (assignment_id, officer_id) {
        assignment_id -> Uuid,
        officer_id -> Uuid,
        state -> Text,
        crew -> Bool,
    }
}

diesel::table! {
    artifacts (id) {
        id -> Uuid,
        assignment_id -> Uuid,
        sender_id -> Uuid,
        kind -> Text,
        title -> Text,
        caption -> Nullable<Text>,
        byline -> Nullable<Text>,
        credit -> Nullable<Text>,
        copyright -> Nullable<Text>,
        taken_at -> Nullable<Timestamptz>,
        location_shown -> Nullable<Text>,
        keywords -> Array<Text>,
        alt_text -> Nullable<Text>,
        persons_shown -> Array<Text>,
        children_shown -> Nullable<Bool>,
        lawful_basis -> Nullable<Text>,
        consent_ref -> Nullable<Text>,
        embargo_until -> Nullable<Timestamptz>,
        headline -> Nullable<Text>,
        excerpt -> Nullable<Text>,
        content -> Nullable<Text>,
        decision -> Nullable<Text>,
        decision_reason -> Nullable<Text>,
        decision_rank -> Nullable<Int4>,
        decided_by_id -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        text_bytes -> Nullable<Int4>,
        text_digest -> Nullable<Bytea>,
        plain_digest -> Nullable<Bytea>,
    }
}

diesel::table! {
    selection_mandates (artifact_id) {
        artifact_id -> Uuid,
        mandate_id -> Uuid,
    }
}

diesel::table! {
    content_versions (artifact_id, number) {
        artifact_id -> Uuid,
        number -> Int4,
        sha256 -> Bytea,
        media_type -> Text,
        size -> Int8,
        file_name -> Nullable<Text>,
        uploaded_by_id -> Uuid,
        uploaded_at -> Timestamptz,
        label_differs -> Bool,
        encoding -> Nullable<Text>,
        ends_early -> Bool,
        crc32 -> Nullable<Int8>,
    }
}

diesel::table! {
    pictures (sha256) {
        sha256 -> Bytea,
        width -> Int4,
        height -> Int4,
        captured_at -> Nullable<Timestamptz>,
        camera -> Nullable<Text>,
        latitude -> Nullable<Float8>,
        longitude -> Nullable<Float8>,
        likeness -> Nullable<Bytea>,
        no_copies -> Nullable<Text>,
    }
}

diesel::table! {
    renditions (sha256, size) {
        sha256 -> Bytea,
        size -> Text,
        rendition_sha256 -> Bytea,
        bytes -> Int4,
        width -> Int4,
        height -> Int4,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    posters (artifact_id) {
        artifact_id -> Uuid,
        sha256 -> Bytea,
        media_type -> Text,
        size -> Int8,
        uploaded_by_id -> Uuid,
        uploaded_at -> Timestamptz,
    }
}

diesel::table! {
    reports (id) {
        id -> Uuid,
        register_unit -> Nullable<Text>,
        register_year -> Nullable<Int4>,
        register_serial -> Nullable<Int4>,
        register_number -> Nullable<Text>,
        assignment_id -> Uuid,
        revision -> Int4,
        author_id -> Uuid,
        summary -> Text,
        body -> Nullable<Text>,
        state -> Text,
        bundle -> Nullable<Text>,
        content_digest -> Nullable<Bytea>,
        submitted_at -> Nullable<Timestamptz>,
        decided_by_id -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        note -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        author_mandate_id -> Nullable<Uuid>,
        submitted_by_id -> Nullable<Uuid>,
        submitted_by_mandate_id -> Nullable<Uuid>,
        decided_by_mandate_id -> Nullable<Uuid>,
        writers -> Array<Uuid>,
    }
}

diesel::table! {
    journal_heads (stream) {
        stream -> Uuid,
        entries -> Int8,
        previous_hash -> Bytea,
        hash -> Bytea,
    }
}

diesel::table! {
    security_events (id) {
        id -> Int8,
        kind -> Text,
        subject -> Nullable<Text>,
        officer_id -> Nullable<Uuid>,
        method -> Text,
        path -> Text,
        status -> Int2,
        assignment_ids -> Array<Uuid>,
        address -> Nullable<Text>,
        request_id -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    oauth_clients (id) {
        id -> Uuid,
        name -> Text,
        roles -> Array<Text>,
        active -> Bool,
        created_by -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    oauth_secrets (id) {
        id -> Uuid,
        client_id -> Uuid,
        slot -> Int2,
        hash -> Text,
        created_by -> Text,
        created_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    journal_leaves (leaf) {
        leaf -> Int8,
        seq -> Int8,
    }
}

diesel::table! {
    journal_nodes (node) {
        node -> Int8,
        hash -> Bytea,
    }
}

diesel::table! {
    journal_checkpoints (size) {
        size -> Int8,
        seq -> Int8,
        root -> Bytea,
        note -> Text,
        verifier_key -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    journal (seq) {
        seq -> Int8,
        id -> Uuid,
        stream -> Uuid,
        #[sql_name = "type"]
        kind -> Text,
        subject_kind -> Text,
        subject_id -> Uuid,
        assignment_id -> Nullable<Uuid>,
        actor -> Text,
        actor_id -> Nullable<Uuid>,
        role -> Text,
        on_behalf_of_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
        changes -> Jsonb,
        occurred_at -> Timestamptz,
        received_at -> Timestamptz,
        request_id -> Text,
        previous_hash -> Bytea,
        hash -> Bytea,
        mandate_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    idempotency_keys (subject, method, path, key) {
        subject -> Text,
        method -> Text,
        path -> Text,
        key -> Text,
        fingerprint -> Bytea,
        status -> Int2,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Bytea,
        created_at -> Timestamptz,
        assignment_ids -> Array<Uuid>,
    }
}

diesel::table! {
    uploads (id) {
        id -> Uuid,
        assignment_id -> Uuid,
        replaces_id -> Nullable<Uuid>,
        sender_id -> Uuid,
        principal -> Text,
        kind -> Text,
        description -> Jsonb,
        told_metadata -> Text,
        file_name -> Nullable<Text>,
        declared_type -> Nullable<Text>,
        length -> Int8,
        received -> Int8,
        writer -> Uuid,
        artifact_id -> Nullable<Uuid>,
        version_number -> Nullable<Int4>,
        finished_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        refused_at -> Nullable<Timestamptz>,
        refusal -> Nullable<Jsonb>,
    }
}

diesel::table! {
    upload_segments (upload_id, start) {
        upload_id -> Uuid,
        start -> Int8,
        size -> Int8,
        sha256 -> Nullable<Bytea>,
        held -> Nullable<Uuid>,
        midway -> Nullable<Bytea>,
    }
}

diesel::table! {
    take_downs (id) {
        id -> Uuid,
        artifact_id -> Uuid,
        taken_down_by_id -> Uuid,
        taken_down_at -> Timestamptz,
        reason -> Text,
        legal_basis -> Nullable<Text>,
        lifted_by_id -> Nullable<Uuid>,
        lifted_at -> Nullable<Timestamptz>,
        lift_reason -> Nullable<Text>,
    }
}

diesel::table! {
    refused_bytes (officer_id, hour) {
        officer_id -> Uuid,
        hour -> Timestamptz,
        bytes -> Int8,
    }
}

diesel::table! {
    arrivals (id) {
        id -> Uuid,
        sha256 -> Bytea,
        arrived_at -> Timestamptz,
    }
}

diesel::table! {
    event_changes (agenda_item_id, changed_at) {
        agenda_item_id -> Uuid,
        changed_at -> Timestamptz,
        starts_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
        venue -> Nullable<Text>,
        certainty -> Text,
    }
}

diesel::table! {
    event_notices (officer_id, assignment_id) {
        assignment_id -> Uuid,
        officer_id -> Uuid,
        since -> Timestamptz,
    }
}

diesel::table! {
    calendar_feeds (officer_id) {
        officer_id -> Uuid,
        key_digest -> Bytea,
        made_at -> Timestamptz,
        last_used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    publications (id) {
        id -> Uuid,
        slug -> Text,
        assignment_id -> Uuid,
        report_id -> Uuid,
        draft_id -> Uuid,
        unit -> Text,
        assignee_id -> Uuid,
        publish_at -> Timestamptz,
        published_by_id -> Uuid,
        published_by_mandate_id -> Nullable<Uuid>,
        content_number -> Int4,
        due_from -> Timestamptz,
        review_due_at -> Timestamptz,
        visible_until -> Nullable<Timestamptz>,
        reviews -> Int4,
        last_verified_at -> Nullable<Timestamptz>,
        crossed -> Text,
        crosses_at -> Nullable<Timestamptz>,
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawn_by_id -> Nullable<Uuid>,
        withdrawn_by_mandate_id -> Nullable<Uuid>,
        withdrawal_reason -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
        appears_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    publication_versions (publication_id, number) {
        publication_id -> Uuid,
        number -> Int4,
        information_class -> Text,
        headline -> Text,
        excerpt -> Nullable<Text>,
        body -> Text,
        language -> Text,
        tags -> Array<Text>,
        channels -> Jsonb,
        lawful_basis -> Nullable<Text>,
        as_accepted -> Bool,
        changed -> Nullable<Text>,
        content_digest -> Bytea,
        made_by_id -> Uuid,
        made_by_mandate_id -> Nullable<Uuid>,
        made_at -> Timestamptz,
        received_at -> Timestamptz,
    }
}

diesel::table! {
    publication_media (publication_id, number, position) {
        publication_id -> Uuid,
        number -> Int4,
        position -> Int4,
        artifact_id -> Uuid,
        sha256 -> Bytea,
        media_type -> Text,
        caption -> Nullable<Text>,
        alt_text -> Nullable<Text>,
        credit -> Text,
        children_shown -> Nullable<Bool>,
        lawful_basis -> Nullable<Text>,
        consent_ref -> Nullable<Text>,
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawal_reason -> Nullable<Text>,
        copyright -> Nullable<Text>,
    }
}

diesel::table! {
    publication_reviews (publication_id, number) {
        publication_id -> Uuid,
        number -> Int4,
        at -> Timestamptz,
        by_id -> Uuid,
        by_mandate_id -> Nullable<Uuid>,
        content_number -> Int4,
        checked -> Nullable<Text>,
        due_from -> Timestamptz,
        review_due_at -> Timestamptz,
        visible_until -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    exemptions (id) {
        id -> Uuid,
        assignment_id -> Uuid,
        statute -> Text,
        consequence -> Text,
        until -> Timestamptz,
        exempted_by_id -> Uuid,
        exempted_by_mandate_id -> Nullable<Uuid>,
        exempted_at -> Timestamptz,
        lifted_by_id -> Nullable<Uuid>,
        lifted_by_mandate_id -> Nullable<Uuid>,
        lifted_at -> Nullable<Timestamptz>,
        lift_reason -> Nullable<Text>,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    portals (id) {
        id -> Uuid,
        name -> Text,
        client_id -> Uuid,
        address -> Nullable<Text>,
        active -> Bool,
        created_by -> Text,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::table! {
    receipts (id) {
        id -> Uuid,
        publication_id -> Uuid,
        portal_id -> Uuid,
        number -> Int4,
        address -> Nullable<Text>,
        shown_at -> Nullable<Timestamptz>,
        removed_at -> Nullable<Timestamptz>,
        outdated_since -> Nullable<Timestamptz>,
        told_at -> Timestamptz,
        version -> Int4,
    }
}

diesel::joinable!(assignments -> agenda_items (agenda_item_id));
diesel::joinable!(assignments -> procedures (procedure_id));
diesel::joinable!(assignments -> officers (assignee_id));
diesel::joinable!(dispositions -> assignments (assignment_id));
diesel::joinable!(disposition_recipients -> dispositions (disposition_id));
diesel::joinable!(disposition_recipients -> officers (officer_id));
diesel::joinable!(artifacts -> assignments (assignment_id));
diesel::joinable!(content_versions -> artifacts (artifact_id));
diesel::joinable!(take_downs -> artifacts (artifact_id));
diesel::joinable!(reports -> assignments (assignment_id));
diesel::joinable!(upload_segments -> uploads (upload_id));
diesel::joinable!(oauth_secrets -> oauth_clients (client_id));

diesel::table! {
    archives (id) {
        id -> Uuid,
        cluster -> Nullable<Int8>,
        created_at -> Timestamptz,
        marked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    register_numbers (number) {
        number -> Text,
        kind -> Text,
        thing_id -> Uuid,
    }
}

diesel::table! {
    papers (thing_id, act) {
        thing_id -> Uuid,
        act -> Text,
        assignment_id -> Uuid,
        content -> Text,
        fixed_at -> Timestamptz,
        sha256 -> Nullable<Bytea>,
        printed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    letterhead_logos (digest) {
        digest -> Bytea,
        format -> Text,
        bytes -> Bytea,
        created_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    procedures,
    officers,
    mandates,
    revocations,
    settings,
    agenda_items,
    register_series,
    assignments,
    dispositions,
    disposition_recipients,
    participants,
    artifacts,
    content_versions,
    take_downs,
    selection_mandates,
    pictures,
    renditions,
    posters,
    reports,
    journal_heads,
    journal,
    journal_leaves,
    journal_nodes,
    journal_checkpoints,
    security_events,
    oauth_clients,
    oauth_secrets,
    secrets,
    idempotency_keys,
    uploads,
    upload_segments,
    arrivals,
);

diesel::table! {
    searchables (kind, thing_id) {
        kind -> Text,
        thing_id -> Uuid,
        assignment_id -> Nullable<Uuid>,
        words -> crate::db::columns::Tsvector,
    }
}
