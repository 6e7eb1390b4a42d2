//! Everything that goes on at a site.

use serde::Deserialize;
use store::params;
use ts_rs::TS;
use uuid::Uuid;

use crate::alerts::line::{Alert, AlertLine, AlertRow, by_urgency, may_see, select};
use crate::alerts::routing::Staffing;
use crate::calendar::HOUR;
use crate::covers::alerts_here;
use crate::{Asking, Refused};

/// How long one that is over stays on the board.
const OVER_SHOWN: i64 = 24 * HOUR;

/// The alerts of site `?1` that are not over, the most urgent first.
pub(crate) const GOING_ON: &str = "a.site_id = ?1 AND a.status IN ('open', 'acknowledged') \
     ORDER BY a.urgency, a.raised_at DESC, a.id DESC LIMIT 200";

/// The alerts of site `?1` that are over and were raised after `?2`, the newest first.
pub(crate) const OVER: &str = "a.site_id = ?1 AND a.status IN ('resolved', 'cancelled') \
     AND a.raised_at > ?2 ORDER BY a.raised_at DESC, a.id DESC LIMIT 100";

/// Of which department, and whether those that are over are wanted too.
#[derive(Deserialize, TS)]
pub struct AlertBoard {
    department_id: Option<Uuid>,
    include_over: bool,
}

/// The alerts at the site that are not over, the most urgent first, and then those of the last 24
/// hours that are, the newest first. Refuses with the code `not_held_here` on a PC that holds no
/// alerts.
pub fn board(asking: &Asking<'_>, request: AlertBoard) -> Result<Vec<AlertLine>, Refused> {
    alerts_here(asking)?;
    let (reader, site) = (&asking.reader, asking.who.site.id);
    let staffing = Staffing::at(reader, asking.who, asking.now)?;
    let lines = |rows: Vec<AlertRow>| -> Result<Vec<AlertLine>, Refused> {
        let mut lines = Vec::new();
        for row in rows {
            let wanted =
                request.department_id.is_none() || row.department_id == request.department_id;
            if wanted && may_see(reader, asking.who, row.id)? {
                lines.push(Alert::read(reader, row)?.line(asking, &staffing)?);
            }
        }
        Ok(lines)
    };
    let mut all = lines(reader.rows(&select(GOING_ON), params![site])?)?;
    by_urgency(&mut all);
    if request.include_over {
        let since = asking.now.saturating_sub(OVER_SHOWN);
        all.extend(lines(reader.rows(&select(OVER), params![site, since])?)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use crate::alerts::raise::tests::raise;
    use crate::fixture::Clinic;
    use serde_json::json;

    #[test]
    fn the_board_shows_what_goes_on_and_if_wanted_what_was_over_today() {
        let clinic = Clinic::found();
        let over = raise(&clinic, clinic.nurse, json!({ "title": "Over" }));
        raise(&clinic, clinic.nurse, json!({ "title": "Going on" }));
        let cancel = json!({ "id": over, "version": 0, "reason": "the wrong button" });
        clinic.ask(clinic.nurse, "alerts.cancel", cancel).unwrap();
        let board = |include_over: bool| {
            let request = json!({ "department_id": null, "include_over": include_over });
            let lines = clinic.ask(clinic.receptionist, "alerts.board", request).unwrap();
            lines.as_array().unwrap().iter().map(|line| line["title"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(board(false), ["Going on"]);
        assert_eq!(board(true), ["Going on", "Over"]);
        clinic.set_clock("2026-03-03T10:00:00Z");
        assert_eq!(board(true), ["Going on"]);
    }
}
