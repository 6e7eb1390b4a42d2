//! What a subscription plan limits: how many PCs are enrolled, how many people sign in, how many
//! sites are in use. It never limits reading, and what stands already stays when a plan gets smaller.
//!
//! A PC refuses what would go beyond; the centre refuses to enrol one PC more. What two PCs added
//! together without a network is taken, and an administrator is asked to look.

/// What a plan counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limited {
    /// PCs that are enrolled and not revoked.
    Devices,
    /// People of the staff who may sign in. Patients who do are not counted.
    People,
    /// Sites in use.
    Sites,
}

/// How many PCs, people and sites; a plan that is not listed, and none, limits nothing.
const PLANS: &[(&str, [i64; 3])] =
    &[("free", [2, 5, 1]), ("basic", [10, 25, 2]), ("professional", [200, 1_000, 25])];

impl Limited {
    /// Everything that is counted.
    pub const ALL: [Self; 3] = [Self::Devices, Self::People, Self::Sites];

    /// The most that a plan allows; `None` where it allows any number.
    pub fn most(self, plan: Option<&str>) -> Option<i64> {
        let (_, most) = PLANS.iter().find(|(name, _)| Some(*name) == plan)?;
        let [devices, people, sites] = *most;
        Some(match self {
            Self::Devices => devices,
            Self::People => people,
            Self::Sites => sites,
        })
    }

    /// Why one more is too many, where `in_use` are there already; `None` where it is not.
    pub fn no_more(self, plan: Option<&str>, in_use: i64) -> Option<String> {
        let most = self.most(plan).filter(|most| in_use >= *most)?;
        let plan = plan.unwrap_or_default();
        let (what, instead) = match self {
            Self::Devices => ("enrolled PCs", "Revoke a PC that is not used any more"),
            Self::People => ("people who sign in", "Deactivate somebody who has left"),
            Self::Sites => ("sites in use", "Close a site that is not used any more"),
        };
        Some(format!(
            "The plan \u{201c}{plan}\u{201d} allows {most} {what}, and there are {in_use}. \
             {instead}, or ask whoever runs the server for a larger plan."
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_of_the_column_is_listed_but_the_one_without_limits() {
        let words = crate::table("organizations").unwrap().column("subscription_plan").unwrap();
        let words = words.enumeration.unwrap().values.iter().map(|(word, _)| *word);
        let unlimited: Vec<&str> = words
            .filter(|plan| Limited::ALL.iter().all(|one| one.most(Some(plan)).is_none()))
            .collect();
        assert_eq!(unlimited, ["enterprise"]);
        assert!(
            PLANS
                .iter()
                .all(|(plan, _)| Limited::ALL.iter().all(|one| one.most(Some(plan)).is_some()))
        );
    }

    #[test]
    fn the_limit_and_the_number_are_named_and_none_is_refused_without_a_plan() {
        assert_eq!(Limited::People.no_more(Some("free"), 4), None);
        let said = Limited::People.no_more(Some("free"), 5).unwrap();
        assert!(
            said.contains("\u{201c}free\u{201d} allows 5 people") && said.contains("are 5"),
            "{said}"
        );
        assert_eq!(Limited::People.no_more(None, 1_000_000), None);
    }
}
