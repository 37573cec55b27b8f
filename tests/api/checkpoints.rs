//! Checkpoints: whoever keeps one elsewhere catches whoever owns the database.

use crate::journal::{tampers, verdict};
use crate::support::{Case, Office};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ct_merkle::digest::Output;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use diesel_async::AsyncConnection;
use pubdok::db::Connection;
use pubdok::domain::assignment::State;
use pubdok::features::journal::checkpoint::verify::{Difference, Forged, verify};
use pubdok::features::journal::checkpoint::{Note, Signer, make};
use serde_json::Value;
use sha2::Sha256;
use std::process::Command;

const CHECKPOINT: &str = "/v1/journal/checkpoint";

async fn connection(office: &Office) -> Connection {
    Connection::establish(office.database_url()).await.expect("a connection")
}

/// As the background work does it, but at once.
async fn seals(office: &Office) -> Option<u64> {
    let signer = Signer::open(office.data_dir(), "https://humas.example.go.id").expect("a signer");
    make(&mut connection(office).await, &signer, office.clock().now()).await.expect("a checkpoint")
}

async fn note(office: &Office) -> Note {
    Note::read(office.auditor().get(CHECKPOINT).await.is(200)["note"].as_str().unwrap()).expect("a note")
}

async fn held_against(office: &Office, note: &Note) -> Result<(), Forged> {
    verify(&mut connection(office).await, note).await.expect("the journal is read")
}

fn hash(base64: &Value) -> Output<Sha256> {
    Output::<Sha256>::try_from(BASE64_STANDARD.decode(base64.as_str().unwrap()).unwrap().as_slice()).unwrap()
}

fn hashes(proof: &Value) -> Vec<Output<Sha256>> {
    proof["hashes"].as_array().unwrap().iter().map(hash).collect()
}

fn root(checkpoint: &Value) -> RootHash<Sha256> {
    RootHash::new(hash(&checkpoint["rootHash"]), checkpoint["size"].as_u64().unwrap())
}

#[tokio::test]
async fn a_checkpoint_covers_every_entry_and_is_told_as_json_and_as_a_note() {
    let office = Office::open().await;
    let auditor = office.auditor();
    auditor.get(CHECKPOINT).await.refused(404, "NOT_FOUND");
    assert_eq!(seals(&office).await, None);
    Case::in_state(&office, State::Closed).await;
    let entries = verdict(&office).await.entries;
    assert_eq!(seals(&office).await, Some(entries));
    assert_eq!(seals(&office).await, None);
    let told = auditor.get(CHECKPOINT).await.is(200);
    assert_eq!(told["size"], entries);
    let text = auditor.get(CHECKPOINT).header("Accept", "text/plain").await.is(200);
    let words = String::from_utf8(text.bytes.clone()).unwrap();
    assert_eq!(
        (words.as_str(), text.header("content-type")),
        (told["note"].as_str().unwrap(), Some("text/plain; charset=utf-8"))
    );
    let note = Note::read(&words).unwrap();
    assert_eq!((note.origin.as_str(), note.size), ("humas.example.go.id/v1/journal", entries));
    note.check(told["verifierKey"].as_str().unwrap()).expect("signed");
    for caller in [office.staff(1), office.subdivision_head(), office.integration()] {
        caller.get(CHECKPOINT).await.refused(403, "ROLE_MISSING");
    }
}

#[tokio::test]
async fn any_rfc_9162_verifier_accepts_the_proofs() {
    let office = Office::open().await;
    let auditor = office.auditor();
    let head = office.division_head();
    let mut told = Vec::new();
    for number in 1..12 {
        head.puts_on_agenda(&format!("Kegiatan {number}")).await;
        assert!(seals(&office).await.is_some());
        told.push(auditor.get(CHECKPOINT).await.is(200).json().clone());
    }
    let entries = auditor.get("/v1/journal?sort=seq").await.is(200).items().to_vec();
    let last = told.last().unwrap();
    for size in [1, 2, 3, 7, 8, 11] {
        let under = &told[size - 1];
        for entry in &entries[..size] {
            let path = format!("{CHECKPOINT}/inclusion?seq={}&size={size}", entry["seq"]);
            let proof = auditor.get(&path).await.is(200);
            let leaf: Vec<u8> = (0..64)
                .step_by(2)
                .map(|at| u8::from_str_radix(&entry["hash"].as_str().unwrap()[at..at + 2], 16).unwrap())
                .collect();
            let given = InclusionProof::<Sha256>::from_digests(&hashes(proof.json()));
            root(under).verify_inclusion(&leaf, proof["leafIndex"].as_u64().unwrap(), &given).expect("it is in");
        }
        let proof = auditor.get(&format!("{CHECKPOINT}/consistency?from={size}")).await.is(200);
        let given = ConsistencyProof::<Sha256>::from_digests(&hashes(proof.json()));
        if size < 11 {
            root(last).verify_consistency(&root(under), &given).expect("it has only grown");
        } else {
            assert_eq!(proof["hashes"], serde_json::json!([]));
        }
    }
    let beyond = entries[10]["seq"].as_i64().unwrap();
    auditor.get(&format!("{CHECKPOINT}/inclusion?seq={beyond}&size=3")).await.refused(404, "NOT_FOUND");
    auditor.get(&format!("{CHECKPOINT}/inclusion?seq={}", beyond + 1)).await.refused(404, "NOT_FOUND");
    auditor.get(&format!("{CHECKPOINT}/inclusion?seq=1&size=12")).await.refused(404, "NOT_FOUND");
    auditor.get(&format!("{CHECKPOINT}/consistency?from=12")).await.refused(400, "VALIDATION");
    let refused = auditor.get(&format!("{CHECKPOINT}/inclusion")).await.refused(400, "VALIDATION");
    assert_eq!(refused.faults(), [("seq", "REQUIRED")]);
    office.admin().get(&format!("{CHECKPOINT}/inclusion?seq=1")).await.refused(403, "ROLE_MISSING");
}

/// Five events on the agenda, each a chain of its own, with a gap before the last, and the note over them.
async fn sealed_office() -> (Office, Note, Vec<i64>) {
    let office = Office::open().await;
    for number in 1..6 {
        if number == 5 {
            let event = serde_json::json!({ "title": "Coba", "startsAt": "2026-09-30T09:00:00Z" });
            office.division_head().post("/v1/agenda-items?dryRun=true", event).await.is(200);
        }
        office.division_head().puts_on_agenda(&format!("Kegiatan {number}")).await;
    }
    seals(&office).await.expect("sealed");
    let rows = office.sql().await.query("SELECT seq FROM journal ORDER BY seq", &[]).await.expect("seqs");
    let note = note(&office).await;
    (office, note, rows.iter().map(|row| row.get(0)).collect())
}

#[tokio::test]
async fn what_grew_since_still_fits() {
    let (office, note, _) = sealed_office().await;
    Case::in_state(&office, State::Dispatched).await;
    assert_eq!(held_against(&office, &note).await, Ok(()));
    seals(&office).await.expect("sealed again");
    assert_eq!(held_against(&office, &note).await, Ok(()));
}

#[tokio::test]
async fn an_entry_taken_out_with_its_chain_is_named() {
    let (office, note, seqs) = sealed_office().await;
    let stream = format!("(SELECT stream FROM journal WHERE seq = {})", seqs[1]);
    tampers(&office, &format!("DELETE FROM journal_heads WHERE stream = {stream}; DELETE FROM journal WHERE seq = {}", seqs[1]))
        .await;
    // The chains alone cannot tell.
    assert_eq!(verdict(&office).await.first_bad, None);
    let forged = held_against(&office, &note).await.unwrap_err();
    assert_eq!((forged.found, forged.first), (4, Some(Difference::TakenOut { seq: seqs[1] })));
}

#[tokio::test]
async fn an_entry_made_anew_is_named() {
    let (office, note, seqs) = sealed_office().await;
    let anew = format!(
        "UPDATE journal SET hash = sha256('x') WHERE seq = {0};
         UPDATE journal_heads SET hash = sha256('x') WHERE stream = (SELECT stream FROM journal WHERE seq = {0})",
        seqs[2]
    );
    tampers(&office, &anew).await;
    let forged = held_against(&office, &note).await.unwrap_err();
    assert_eq!((forged.found, forged.first), (5, Some(Difference::Changed { seq: seqs[2] })));
}

#[tokio::test]
async fn an_entry_put_in_is_named() {
    let (office, note, seqs) = sealed_office().await;
    office.division_head().puts_on_agenda("Kegiatan yang tidak ada").await;
    let gap = seqs[4] - 1;
    assert!(!seqs.contains(&gap), "{seqs:?}");
    let put_in = format!(
        "ALTER TABLE journal ALTER COLUMN seq SET GENERATED BY DEFAULT; UPDATE journal SET seq = {gap} WHERE seq > {}",
        seqs[4]
    );
    tampers(&office, &put_in).await;
    assert_eq!(verdict(&office).await.first_bad, None);
    let forged = held_against(&office, &note).await.unwrap_err();
    assert_eq!(forged.first, Some(Difference::PutIn { seq: gap }));
}

#[tokio::test]
async fn a_journal_emptied_with_its_tree_is_found() {
    let (office, note, _) = sealed_office().await;
    let all = ["journal_leaves", "journal_nodes", "journal_checkpoints"].map(|table| {
        format!("ALTER TABLE {table} DISABLE TRIGGER ALL; TRUNCATE {table}; ALTER TABLE {table} ENABLE TRIGGER ALL")
    });
    tampers(&office, &format!("TRUNCATE journal; TRUNCATE journal_heads; {}", all.join(";"))).await;
    assert_eq!(verdict(&office).await.first_bad, None);
    let forged = held_against(&office, &note).await.unwrap_err();
    assert_eq!((forged.found, forged.first, forged.sound), (0, None, 0));
}

#[tokio::test]
async fn a_tree_changed_with_its_journal_is_found_and_bounded_by_the_checkpoints_before() {
    let (office, _, _) = sealed_office().await;
    office.division_head().puts_on_agenda("Kegiatan 6").await;
    seals(&office).await.expect("sealed again");
    let note = note(&office).await;
    let forged = "UPDATE journal SET hash = sha256('x') WHERE seq = (SELECT max(seq) FROM journal);
        ALTER TABLE journal_nodes DISABLE TRIGGER ALL;
        UPDATE journal_nodes SET hash = sha256('\\x00'::bytea || sha256('x')) WHERE node = 10";
    tampers(&office, forged).await;
    let forged = held_against(&office, &note).await.unwrap_err();
    assert_eq!((forged.first, forged.sound), (None, 5));
}

#[tokio::test]
async fn an_entry_whose_act_is_slow_to_commit_is_waited_for() {
    let office = Office::open().await;
    office.division_head().puts_on_agenda("Kegiatan").await;
    let slow = office.sql().await;
    let again = "BEGIN; INSERT INTO journal (id, stream, type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id,
            previous_hash, hash)
        SELECT gen_random_uuid(), gen_random_uuid(), type, subject_kind, subject_id, actor, role, changes, occurred_at, received_at, request_id,
            previous_hash, hash FROM journal LIMIT 1";
    slow.batch_execute(again).await.expect("an entry that is not committed");
    office.division_head().puts_on_agenda("Kegiatan sesudahnya").await;
    assert_eq!(seals(&office).await, Some(1), "what comes after it is not sealed before it");
    slow.batch_execute("COMMIT").await.expect("committed late");
    assert_eq!(seals(&office).await, Some(3));
    let note = note(&office).await;
    assert_eq!(held_against(&office, &note).await, Ok(()));
}

#[tokio::test]
async fn an_operator_holds_the_journal_against_a_note_on_paper() {
    let (office, _, seqs) = sealed_office().await;
    let folder = std::env::temp_dir().join(format!("pubdok-note-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("note.txt");
    let run = |arguments: &[&str]| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_pubdok"));
        let output = program.arg("journal").args(arguments).env("DATABASE_URL", office.database_url()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.success(), said)
    };
    let (well, printed) = run(&["checkpoint"]);
    assert!(well, "{printed}");
    std::fs::write(&file, &printed).unwrap();
    let path = file.to_str().unwrap();
    let key = office.auditor().get(CHECKPOINT).await.is(200)["verifierKey"].as_str().unwrap().to_owned();
    let (well, said) = run(&["verify", "--checkpoint", path]);
    assert!(well && said.contains("its first 5 entries are as they were") && said.contains("--key"), "{said}");
    let (well, said) = run(&["verify", "--checkpoint", path, "--key", &key]);
    assert!(well && !said.contains("--key"), "{said}");
    std::fs::write(&file, printed.replace("\n5\n", "\n4\n")).unwrap();
    let (well, said) = run(&["verify", "--checkpoint", path, "--key", &key]);
    assert!(!well && said.contains("carries no signature by this key"), "{said}");
    std::fs::write(&file, &printed).unwrap();
    let stream = format!("(SELECT stream FROM journal WHERE seq = {})", seqs[3]);
    tampers(&office, &format!("DELETE FROM journal_heads WHERE stream = {stream}; DELETE FROM journal WHERE seq = {}", seqs[3]))
        .await;
    let (well, said) = run(&["verify", "--checkpoint", path]);
    assert!(!well && said.contains(&format!("entry seq {} was taken out", seqs[3])), "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}
