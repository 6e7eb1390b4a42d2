//! Wellness plans to begin from, by condition.
//!
//! Each names its source. They are general advice that the source gives to nearly everybody with
//! the condition; whoever makes a plan of one changes, leaves out and adds steps for the patient.
//!
//! Limits: adults; no medicines, no doses, nothing that needs an examination first.

use serde::Serialize;
use ts_rs::TS;

use crate::imaging::method::Method;
use crate::{Asking, Nothing, Refused};

/// The row of `ai_models` that plans made from a template name.
pub(crate) const METHOD: Method = Method {
    name: "Wellness plan templates",
    version: "1",
    kind: "template",
    purpose: "Proposes the steps of a wellness plan by condition.",
    method: "Fixed steps by condition, repeated on their days; the person who makes the plan edits \
             them. Progress is steps done ÷ steps due.",
    source: "WHO guidelines on physical activity 2020; 2018 ESC/ESH; ADA Standards of Care 2024; \
             NICE NG222, CG113, NG87; European Insomnia Guideline 2023. Each template names its own.",
    limits: "Adults. General advice and no treatment; contains no medicines. It knows nothing of \
             the patient but the condition that was chosen.",
};

/// A step of a template.
pub(crate) struct TemplateStep {
    /// What is to be done.
    pub title: &'static str,
    /// What kind of step it is.
    pub category: &'static str,
    /// On which day of the plan it is due first, counted from zero.
    pub first_day: u32,
    /// After how many days it is due again; once where nothing is said.
    pub every_days: Option<u32>,
}

/// A plan to begin from.
pub(crate) struct Template {
    /// Stored beside the plan.
    pub code: &'static str,
    /// What the plan is called.
    pub title: &'static str,
    /// What it is for.
    pub condition: &'static str,
    /// How long it runs.
    pub weeks: u32,
    /// Where its advice was published.
    pub source: &'static str,
    /// Its steps.
    pub steps: &'static [TemplateStep],
}

const fn step(
    title: &'static str,
    category: &'static str,
    first_day: u32,
    every_days: u32,
) -> TemplateStep {
    TemplateStep { title, category, first_day, every_days: Some(every_days) }
}

const fn once(title: &'static str, category: &'static str, first_day: u32) -> TemplateStep {
    TemplateStep { title, category, first_day, every_days: None }
}

const MOVE: TemplateStep =
    step("Move for 150 minutes this week, so that the breath quickens", "activity", 6, 7);

/// Every template.
pub(crate) const TEMPLATES: &[Template] = &[
    Template {
        code: "hypertension",
        title: "Lower blood pressure",
        condition: "Arterial hypertension",
        weeks: 8,
        source: "Williams B et al. 2018 ESC/ESH Guidelines, section 7.4. Eur Heart J \
                 2018;39:3021–3104; WHO guidelines on physical activity 2020",
        steps: &[
            step(
                "Measure the blood pressure at home on three days of this week",
                "measurement",
                6,
                7,
            ),
            step("Keep salt below 5 g a day this week", "nutrition", 6, 7),
            MOVE,
            step(
                "Keep alcohol below the limit that was agreed, with days without any",
                "habit",
                6,
                7,
            ),
            once("Come to have the blood pressure checked", "visit", 28),
            once("Come to look back on the plan", "visit", 55),
        ],
    },
    Template {
        code: "type_2_diabetes",
        title: "Living with type 2 diabetes",
        condition: "Type 2 diabetes",
        weeks: 12,
        source: "ADA Standards of Care in Diabetes—2024, section 5. Diabetes Care 2024;47(Suppl \
                 1):S77–S110",
        steps: &[
            once("Take part in diabetes self-management education", "education", 13),
            MOVE,
            step("Break up long sitting every half hour this week", "activity", 6, 7),
            step("Half the plate vegetables at the main meals this week", "nutrition", 6, 7),
            step("Look at both feet, between the toes as well", "self_care", 6, 7),
            once("Have the eyes examined", "visit", 60),
            once("Come to have HbA1c measured and to look back on the plan", "visit", 83),
        ],
    },
    Template {
        code: "depression",
        title: "Step by step with depression",
        condition: "Depression, less severe",
        weeks: 8,
        source: "NICE guideline NG222, Depression in adults: treatment and management, 2022 \
                 (behavioural activation, physical activity)",
        steps: &[
            once("Write down activities that once gave joy or sense", "activation", 2),
            step("Do two of the planned activities this week", "activation", 6, 7),
            step("Move with others or alone on three days of this week", "activity", 6, 7),
            step("Get up and go to bed at the same time this week", "sleep", 6, 7),
            step("Meet or call somebody this week", "contact", 6, 7),
            once("Answer PHQ-9 again", "measurement", 28),
            once("Answer PHQ-9 again and look back on the plan", "measurement", 55),
        ],
    },
    Template {
        code: "anxiety",
        title: "Less worry",
        condition: "Generalized anxiety",
        weeks: 8,
        source: "NICE guideline CG113, Generalised anxiety disorder and panic disorder in adults, \
                 2011 (updated 2020), step 2",
        steps: &[
            once("Read the self-help material on worry", "education", 6),
            step("Keep a worry time of twenty minutes a day this week", "exercise", 6, 7),
            step(
                "Practise relaxation or slow breathing on five days of this week",
                "exercise",
                6,
                7,
            ),
            MOVE,
            step("Do one thing that was avoided, a small one first", "exposure", 13, 7),
            once("Answer GAD-7 again and look back on the plan", "measurement", 55),
        ],
    },
    Template {
        code: "insomnia",
        title: "Sleeping again",
        condition: "Insomnia",
        weeks: 6,
        source: "Riemann D et al. The European Insomnia Guideline 2023. J Sleep Res 2023;32:e14035 \
                 (elements of cognitive behavioural therapy)",
        steps: &[
            step("Keep the sleep diary on every day of this week", "measurement", 6, 7),
            step("Go to bed only when sleepy and get up at the same time this week", "sleep", 6, 7),
            step("Use the bed for sleep alone; get up after twenty minutes awake", "sleep", 6, 7),
            step("No caffeine after noon this week", "habit", 6, 7),
            once("Set the time in bed together, by the diary", "visit", 13),
            once("Look back on the plan", "visit", 41),
        ],
    },
    Template {
        code: "weight",
        title: "A healthy weight",
        condition: "Obesity",
        weeks: 12,
        source: "US Preventive Services Task Force. JAMA 2018;320:1163–1171; NICE guideline NG246, \
                 Overweight and obesity management, 2025",
        steps: &[
            once("Agree on a goal of 5 to 10 percent and on why it matters", "goal", 2),
            step("Weigh once this week and write it down", "measurement", 6, 7),
            step("Write down what was eaten on three days of this week", "nutrition", 6, 7),
            MOVE,
            step("Take part in the group or the talk of this fortnight", "visit", 13, 14),
            once("Look back on the plan", "visit", 83),
        ],
    },
];

/// The template with this code.
pub(crate) fn of_code(code: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.code == code)
}

/// A step as a screen edits it.
#[derive(Serialize, TS)]
pub struct TemplateStepShown {
    title: String,
    category: String,
    first_day: u32,
    every_days: Option<u32>,
}

/// A template as a screen offers it.
#[derive(Serialize, TS)]
pub struct WellnessTemplate {
    code: String,
    title: String,
    condition: String,
    weeks: u32,
    source: String,
    steps: Vec<TemplateStepShown>,
}

/// Every template.
pub fn templates(_: &Asking<'_>, _: Nothing) -> Result<Vec<WellnessTemplate>, Refused> {
    Ok(TEMPLATES
        .iter()
        .map(|template| WellnessTemplate {
            code: template.code.to_owned(),
            title: template.title.to_owned(),
            condition: template.condition.to_owned(),
            weeks: template.weeks,
            source: template.source.to_owned(),
            steps: template
                .steps
                .iter()
                .map(|step| TemplateStepShown {
                    title: step.title.to_owned(),
                    category: step.category.to_owned(),
                    first_day: step.first_day,
                    every_days: step.every_days,
                })
                .collect(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_called_differently_and_all_its_steps_lie_within_it() {
        for (index, template) in TEMPLATES.iter().enumerate() {
            assert!(!TEMPLATES[..index].iter().any(|other| other.code == template.code));
            for step in template.steps {
                assert!(step.first_day < template.weeks * 7, "{}: {}", template.code, step.title);
                assert!(step.every_days.is_none_or(|days| days > 0));
            }
        }
    }
}
