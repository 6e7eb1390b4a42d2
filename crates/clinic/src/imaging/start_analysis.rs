//! A model begins to look at a scan.

use store::{Cells, Write};

use crate::imaging::analysis::{analysis, model_in_use};
use crate::imaging::queue::{begin, entry_id};
use crate::imaging::standing::ThisImaging;
use crate::{Nothing, Refused, Who};

/// Says that an analysis is running.
pub fn start_analysis(
    write: &mut Write<'_>,
    who: &Who,
    this: ThisImaging,
) -> Result<Nothing, Refused> {
    let analysis = analysis(write, this.id)?;
    analysis.must_be(&["queued"], "started")?;
    model_in_use(analysis.model_is_active)?;
    let cells = Cells::new().set("status", "running").set("started_at", write.now());
    write.update("ai_analyses", this.id, Some(this.version), cells)?;
    begin(write, who, entry_id(analysis.scan_id, "analysis", Some(this.id)))?;
    Ok(Nothing {})
}
