//! The questionnaires PHQ-9 and GAD-7: wording, scoring and what is answered.
//!
//! Sources: Kroenke K, Spitzer RL, Williams JB. The PHQ-9: validity of a brief depression severity
//! measure. J Gen Intern Med 2001;16:606–613; Spitzer RL, Kroenke K, Williams JB, Löwe B. A brief
//! measure for assessing generalized anxiety disorder: the GAD-7. Arch Intern Med
//! 2006;166:1092–1097. Developed with an educational grant from Pfizer Inc.; no permission is
//! required to reproduce, translate, display or distribute them.
//!
//! Limits: screening and severity, no diagnosis. The answers given here are fixed sentences of a
//! version, chosen by the score; nothing is made up. Any answer above zero to the ninth question of
//! PHQ-9 calls a person at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::imaging::method::Method;
use crate::{Asking, Refused};

/// The row of `ai_models` that answers name.
pub(crate) const METHOD: Method = Method {
    name: "Therapy scripts",
    version: VERSION,
    kind: "template",
    purpose: "Asks the questions of PHQ-9 or GAD-7, adds up the answers and says a fixed sentence.",
    method: "Sum of the answers from 0 to 3; sentence by severity band; the ninth question of \
             PHQ-9 above 0 calls a person at once.",
    source: "Kroenke K et al. J Gen Intern Med 2001;16:606–613; Spitzer RL et al. Arch Intern Med \
             2006;166:1092–1097.",
    limits: "Screening and severity, no diagnosis. The sentences are fixed and are no therapy.",
};

/// The version of wording and sentences. Whoever changes one of them raises it.
pub(crate) const VERSION: &str = "1";

/// Which questionnaire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScriptName {
    /// Depression.
    Phq9,
    /// Anxiety.
    Gad7,
}

const STEM: &str = "Over the last 2 weeks, how often have you been bothered by any of the \
                    following problems?";
const OPTIONS: [&str; 4] =
    ["Not at all", "Several days", "More than half the days", "Nearly every day"];
const PHQ9: [&str; 9] = [
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself — or that you are a failure or have let yourself or your family \
     down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite — being \
     so fidgety or restless that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead or of hurting yourself in some way",
];
const GAD7: [&str; 7] = [
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
];

/// The question of PHQ-9 about self-harm, counted from zero.
const SELF_HARM: usize = 8;

/// What came of the answers.
pub(crate) struct Scored {
    /// The sum.
    pub score: i64,
    /// The severity band in words.
    pub severity: &'static str,
    /// What the script says.
    pub response: String,
    /// Whether a person must be called at once.
    pub calls: bool,
}

impl ScriptName {
    /// The questions.
    pub(crate) const fn questions(self) -> &'static [&'static str] {
        match self {
            Self::Phq9 => &PHQ9,
            Self::Gad7 => &GAD7,
        }
    }

    /// The code that is stored beside the answers.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Phq9 => "phq9",
            Self::Gad7 => "gad7",
        }
    }

    /// Adds up the answers. Every question needs one, from 0 to 3.
    pub(crate) fn score(self, answers: &[i64]) -> Result<Scored, Refused> {
        let questions = self.questions().len();
        if answers.len() != questions || answers.iter().any(|answer| !(0..=3).contains(answer)) {
            return Err(Refused::field(
                "answers",
                format!("All {questions} questions need an answer from 0 to 3."),
            ));
        }
        let score = answers.iter().sum();
        let severity = match (self, score) {
            (_, ..=4) => "minimal",
            (_, 5..=9) => "mild",
            (_, 10..=14) => "moderate",
            (Self::Phq9, 15..=19) => "moderately severe",
            _ => "severe",
        };
        let calls = self == Self::Phq9 && answers.get(SELF_HARM).is_some_and(|answer| *answer > 0);
        let said = match severity {
            "minimal" => {
                "Thank you for answering. Your answers show few of these problems in the last two \
                 weeks. If that changes, tell us at any time."
            }
            "mild" => {
                "Thank you for answering. Your answers show some of these problems. We will ask \
                 again at the next session and look at how they go."
            }
            "moderate" => {
                "Thank you for answering. Your answers show that these problems weigh on you. \
                 Your therapist will go through them with you and talk about what can help."
            }
            _ => {
                "Thank you for answering. Your answers show that these problems weigh heavily on \
                 you. Your therapist will go through them with you today and plan what helps."
            }
        };
        let response = if calls {
            format!(
                "You said that you have had thoughts of being better off dead or of hurting \
                 yourself. You are not alone with them: somebody is being called to you now. \
                 Please stay here until they have come. If you are in danger, call the emergency \
                 number. {said}"
            )
        } else {
            said.to_owned()
        };
        Ok(Scored { score, severity, response, calls })
    }
}

/// Which questionnaire is to be shown.
#[derive(Deserialize, TS)]
pub struct ScriptAsked {
    script: ScriptName,
}

/// A questionnaire in the wording of its version.
#[derive(Serialize, TS)]
pub struct ScriptShown {
    script: ScriptName,
    version: String,
    stem: String,
    questions: Vec<String>,
    /// In the order of their points, from 0 on.
    options: Vec<String>,
    source: String,
}

/// A questionnaire in the wording of its version.
pub fn script(_: &Asking<'_>, request: ScriptAsked) -> Result<ScriptShown, Refused> {
    Ok(ScriptShown {
        script: request.script,
        version: VERSION.to_owned(),
        stem: STEM.to_owned(),
        questions: request.script.questions().iter().map(|text| (*text).to_owned()).collect(),
        options: OPTIONS.iter().map(|text| (*text).to_owned()).collect(),
        source: METHOD.source.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn severity(script: ScriptName, sum: i64) -> &'static str {
        let mut left = sum;
        let answers: Vec<i64> = script
            .questions()
            .iter()
            .map(|_| {
                let answer = left.min(3);
                left -= answer;
                answer
            })
            .collect();
        let scored = script.score(&answers).unwrap();
        assert_eq!(scored.score, sum);
        scored.severity
    }

    /// The cut points of Kroenke 2001 (5, 10, 15, 20) and Spitzer 2006 (5, 10, 15).
    #[test]
    fn the_published_bands() {
        let phq9 = |sum| severity(ScriptName::Phq9, sum);
        assert_eq!(
            [4, 5, 9, 10, 14, 15, 19, 20, 27].map(phq9),
            [
                "minimal",
                "mild",
                "mild",
                "moderate",
                "moderate",
                "moderately severe",
                "moderately severe",
                "severe",
                "severe"
            ]
        );
        let gad7 = |sum| severity(ScriptName::Gad7, sum);
        assert_eq!(
            [4, 5, 9, 10, 14, 15, 21].map(gad7),
            ["minimal", "mild", "mild", "moderate", "moderate", "severe", "severe"]
        );
    }

    #[test]
    fn one_point_for_the_ninth_question_calls_somebody_whatever_the_sum() {
        let mut answers = [0; 9];
        answers[8] = 1;
        let scored = ScriptName::Phq9.score(&answers).unwrap();
        assert!(scored.calls && scored.severity == "minimal");
        assert!(scored.response.contains("being called to you now"));
        assert!(!ScriptName::Phq9.score(&[3, 3, 3, 3, 3, 3, 3, 3, 0]).unwrap().calls);
        assert!(!ScriptName::Gad7.score(&[3; 7]).unwrap().calls);
    }

    #[test]
    fn every_question_needs_an_answer_from_0_to_3() {
        for answers in [vec![0; 8], vec![0; 10], vec![4; 9], vec![-1; 9]] {
            assert!(ScriptName::Phq9.score(&answers).is_err());
        }
    }
}
