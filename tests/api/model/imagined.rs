//! The same without the office: many cases in memory, and which of them are worth trying against it.

use super::office::{Answer, Model, PEOPLE};
use super::random::Random;
use pubdok::domain::label::Label;
use pubdok::domain::workflow::Act;
use uuid::Uuid;

/// So long is one case worked on.
pub const STEPS: usize = 60;
/// So many cases in memory, and at least so many of them against the office.
pub const IMAGINED: u64 = 120;
const TRIED: usize = 6;

/// In every second run nobody comes or goes, so that chance gets far enough to send things back.
pub fn is_calm(seed: u64) -> bool {
    seed.is_multiple_of(2)
}

/// One case, worked on at random without the office; `look` is shown every situation and what led to it.
pub fn imagines(seed: u64, mut look: impl FnMut(&Model, &[String])) -> Vec<Act> {
    let mut model = Model::assigned(PEOPLE.map(|_| Uuid::now_v7()).to_vec(), Uuid::now_v7());
    let (mut random, mut done) = (Random(seed), vec![format!("seed {seed}")]);
    for _ in 0..STEPS {
        if !is_calm(seed) && random.below(4) == 0 {
            let Some(change) = model.change(&mut random) else { continue };
            model.changed(&change);
            done.push(format!("{change:?}"));
        } else {
            let (person, deed) = model.deed(&mut random);
            if model.answer(person, &deed) == Answer::Done {
                let answer = model.imagined(&deed);
                model.done(person, &deed, &answer);
                done.push(format!("{}: {deed:?}", PEOPLE[person].0));
            }
        }
        look(&model, &done);
    }
    model.acts
}

/// Seeds that together come to every act, as far as chance comes to it at all.
pub fn telling_seeds() -> Vec<u64> {
    let mut runs: Vec<(u64, Vec<Act>)> = (1..=IMAGINED).map(|seed| (seed, imagines(seed, |_, _| {}))).collect();
    let (mut seeds, mut come_to) = (Vec::new(), Vec::new());
    while seeds.len() < TRIED || runs.iter().any(|(_, acts)| acts.iter().any(|act| !come_to.contains(act))) {
        let new =
            |(_, acts): &(u64, Vec<Act>)| Act::ALL.iter().filter(|act| acts.contains(act) && !come_to.contains(*act)).count();
        let best = (0..runs.len()).max_by_key(|run| new(&runs[*run])).expect("a run");
        let (seed, acts) = runs.swap_remove(best);
        seeds.push(seed);
        come_to.extend(acts);
    }
    seeds
}
