//! Who pays how much of a bill: the arithmetic, apart from where the numbers come from.

/// What one policy takes part in, in minor units of the bill's currency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    /// The part of the bill whose services lie within the policy's dates.
    pub covered_minor: i64,
    /// What the patient has still to pay this year before the policy pays.
    pub deductible_left_minor: i64,
    /// What the patient pays of each bill.
    pub copay_minor: i64,
}

/// How one policy shares in what is left of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shares {
    /// The patient's, until the deductible is met.
    pub deductible_minor: i64,
    /// The patient's, after it.
    pub copay_minor: i64,
    /// The insurer's.
    pub insurer_minor: i64,
    /// What nobody has paid after this policy.
    pub left_minor: i64,
}

impl Terms {
    /// The deductible goes first, then the copay, and the insurer pays the rest of what is
    /// covered. What is left is the patient's, unless another policy takes part in it.
    pub fn share(self, left_minor: i64) -> Shares {
        let covered = self.covered_minor.clamp(0, left_minor.max(0));
        let deductible = self.deductible_left_minor.clamp(0, covered);
        let copay = self.copay_minor.clamp(0, covered - deductible);
        let insurer = covered - deductible - copay;
        Shares {
            deductible_minor: deductible,
            copay_minor: copay,
            insurer_minor: insurer,
            left_minor: left_minor - insurer,
        }
    }
}

/// An earlier bill of the year under a policy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Earlier {
    pub total_minor: i64,
    /// What the patient, not the insurer, paid on it and did not get back.
    pub paid_by_patient_minor: i64,
}

/// How much of a deductible is met by what the patient paid on earlier bills, the oldest first. On
/// each bill at most what was left of the deductible counts; what was paid beyond it was a copay.
pub(crate) fn met(deductible_minor: i64, already_minor: i64, earlier: &[Earlier]) -> i64 {
    earlier.iter().fold(already_minor.clamp(0, deductible_minor.max(0)), |met, bill| {
        let asked = (deductible_minor - met).clamp(0, bill.total_minor.max(0));
        met + bill.paid_by_patient_minor.clamp(0, asked)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(left: i64, deductible: i64, copay: i64) -> (i64, i64, i64, i64) {
        let terms =
            Terms { covered_minor: left, deductible_left_minor: deductible, copay_minor: copay };
        let shares = terms.share(left);
        (shares.deductible_minor, shares.copay_minor, shares.insurer_minor, shares.left_minor)
    }

    /// A bill of 500.00 with 200.00 of the deductible left and a copay of 20.00: the patient pays
    /// 200 + 20, the insurer 280. With the deductible met the insurer pays 480. A bill of 150.00 is
    /// the deductible's whole; one of 210.00 leaves 10 for the copay and nothing to the insurer.
    #[test]
    fn deductible_then_copay_then_insurer() {
        assert_eq!(shares(50_000, 20_000, 2_000), (20_000, 2_000, 28_000, 22_000));
        assert_eq!(shares(50_000, 0, 2_000), (0, 2_000, 48_000, 2_000));
        assert_eq!(shares(15_000, 20_000, 2_000), (15_000, 0, 0, 15_000));
        assert_eq!(shares(21_000, 20_000, 2_000), (20_000, 1_000, 0, 21_000));
        assert_eq!(shares(0, 20_000, 2_000), (0, 0, 0, 0));
    }

    /// The secondary takes part in the 220.00 that the primary left: deductible 50, copay 10, so it
    /// pays 160, and the patient 60.
    #[test]
    fn a_second_policy_takes_part_in_what_the_first_one_left() {
        let first =
            Terms { covered_minor: 50_000, deductible_left_minor: 20_000, copay_minor: 2_000 };
        let left = first.share(50_000).left_minor;
        assert_eq!(shares(left, 5_000, 1_000), (5_000, 1_000, 16_000, 6_000));
    }

    #[test]
    fn only_what_is_covered_is_shared_and_everything_adds_up() {
        for covered in [0, 1, 999, 30_000, 60_000] {
            let terms =
                Terms { covered_minor: covered, deductible_left_minor: 500, copay_minor: 700 };
            let shares = terms.share(50_000);
            assert_eq!(shares.insurer_minor + shares.left_minor, 50_000);
            assert!(shares.insurer_minor >= 0);
            let parts = shares.deductible_minor + shares.copay_minor + shares.insurer_minor;
            assert_eq!(parts, covered.min(50_000));
        }
    }

    /// Deductible 300.00. First bill 100.00, of which the patient paid 100.00: met 100. Second bill
    /// 250.00: 200 of it are the deductible's, the patient paid 220 (20 of it copay): met 300.
    #[test]
    fn a_deductible_is_met_by_what_the_patient_paid_and_not_by_copays() {
        let bill =
            |total_minor, paid_by_patient_minor| Earlier { total_minor, paid_by_patient_minor };
        assert_eq!(met(30_000, 0, &[bill(10_000, 10_000)]), 10_000);
        assert_eq!(met(30_000, 0, &[bill(10_000, 10_000), bill(25_000, 22_000)]), 30_000);
        assert_eq!(met(30_000, 0, &[bill(10_000, 4_000), bill(25_000, 0)]), 4_000);
        assert_eq!(met(30_000, 29_000, &[bill(10_000, 10_000)]), 30_000);
        assert_eq!(met(0, 0, &[bill(10_000, 10_000)]), 0);
        assert_eq!(met(30_000, 90_000, &[]), 30_000);
    }
}
