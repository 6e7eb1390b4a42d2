//! What is billed by a diagnosis. The desk offers codes that can be billed and refuses the others;
//! here the same is refused to whoever sends lines that no desk wrote.

use super::decide::Work;
use crate::rows::plan_named;

/// Refuses lines of a bill whose diagnosis only groups others.
pub(super) fn check(work: &Work) -> Result<(), String> {
    let Some(lines) = plan_named("invoice_lines") else { return Ok(()) };
    let column = |name| lines.shape.column_number(name).map(usize::from);
    let (Some(code), Some(system)) = (column("diagnosis_code"), column("diagnosis_code_system"))
    else {
        return Ok(());
    };
    let written = work.rows.iter().filter(|((table, _), line)| {
        *table == lines.shape.number && (line.before.is_none() || line.changed.contains(&code))
    });
    for (_, line) in written {
        let of_icd10 = line.row.get(system).as_text().is_none_or(|system| system == icd10::SYSTEM);
        let Some(code) = line.row.get(code).as_text().filter(|_| of_icd10) else { continue };
        if icd10::only_groups(code).map_err(|damaged| damaged.to_string())? {
            return Err(format!(
                "{code} only groups other codes and cannot be billed. Choose a more exact one."
            ));
        }
    }
    Ok(())
}
