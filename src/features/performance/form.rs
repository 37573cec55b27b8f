//! The monitoring form on paper, filled in as far as figures can.

use super::requests::Period;
use super::store;
use super::view::{PerformanceView, StepFigures};
use crate::domain::performance::{WorkingTime, runs_well};
use crate::domain::procedure::ProcedureStep;
use crate::features::{papers, printing};
use crate::http::answer::Answer;
use crate::http::problem::Problem;
use crate::office::call::Call;
use crate::office::reference::Office;
use crate::print::{AssessedStep, MonitoringSheet, words};

pub async fn print(call: &Call, office: &Office, period: &Period, view: PerformanceView) -> Result<Answer, Problem> {
    let (number, name, steps) = store::sop(&mut *call.lease().await?, period.last).await?;
    let today = office.zone().local_date(call.now);
    let assessed = |(step, figures): (&ProcedureStep, &StepFigures)| AssessedStep {
        ordinal: figures.ordinal,
        activity: step.activity.clone(),
        well: runs_well(figures.kept, figures.late),
        notes: notes(step.standard_minutes, figures, &view),
    };
    let units: Vec<&str> = view.units.iter().filter_map(|row| row.unit.as_deref()).collect();
    let events = view.total.events.as_ref();
    let sheet = MonitoringSheet {
        letterhead: office.letterhead(today).clone(),
        procedure: format!("{} · {}", &*number, &*name),
        period: format!("{} sampai {}", words::date(period.first), words::date(period.last)),
        units: units.join(", "),
        cases: format!(
            "{} penugasan: {} selesai, {} dibatalkan, {} masih berjalan",
            view.total.cases.total,
            view.total.cases.closed,
            view.total.cases.cancelled,
            view.total.cases.total - view.total.cases.closed - view.total.cases.cancelled,
        ),
        events: events.map_or_else(String::new, |events| {
            let (total, covered, published) = (events.total, events.covered, events.published);
            format!(
                "{total} acara: {covered} diliput, {} tidak diliput, {} batal atau ditunda; {published} diterbitkan",
                events.not_covered, events.called_off
            )
        }),
        returns: format!("{} pekerjaan, {} laporan dikembalikan", view.total.returns.work, view.total.returns.reports),
        steps: steps.0.iter().zip(&view.total.steps).map(assessed).collect(),
        printed_on: words::date(today),
    };
    let sheet = papers::with_logo(call, sheet).await?;
    printing::answer(call, 0, &format!("Monitoring SOP {} {}", period.first, period.last), sheet).await
}

fn notes(standard: u32, figures: &StepFigures, view: &PerformanceView) -> Vec<String> {
    let told = |time: Option<WorkingTime>| time.map_or_else(|| "–".to_owned(), |time| words::minutes(time.0));
    let mut notes = vec![if figures.kept + figures.late == 0 {
        "Belum ada yang selesai.".to_owned()
    } else {
        format!(
            "{} dari {} tepat waktu (baku {}); median {}, sembilan dari sepuluh dalam {}.",
            figures.kept,
            figures.kept + figures.late,
            words::minutes(standard),
            told(figures.median_working_time),
            told(figures.p90_working_time),
        )
    }];
    if figures.running > 0 {
        notes.push(format!("{} masih berjalan, {} sudah melewati waktu baku.", figures.running, figures.running_late));
    }
    if figures.late_unexplained > 0 {
        notes.push(format!("{} keterlambatan belum diberi alasan.", figures.late_unexplained));
    }
    const MOST: usize = 3;
    let reasons = view.late_reasons.iter().filter(|reason| reason.ordinal == figures.ordinal);
    notes.extend(reasons.take(MOST).map(|reason| format!("{} kali: {}", reason.count, reason.reason)));
    notes
}
