//! The departments of the clinic.

use serde::{Deserialize, Serialize};
use store::{Cells, Reader, Write, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::organization::add_user::Made;
use crate::people::details::filled;
use crate::{Asking, Nothing, Refused, Who};

/// What is written down about a department.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DepartmentForm {
    /// Of this site; of every site where nothing is said.
    site_id: Option<Uuid>,
    name: String,
    code: Option<String>,
    description: Option<String>,
    phone: Option<String>,
}

/// A department.
#[derive(Serialize, TS)]
pub struct DepartmentLine {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    department: DepartmentForm,
    is_active: bool,
}

/// Every department, by name, those that are closed last.
pub fn departments(asking: &Asking<'_>, _: Nothing) -> Result<Vec<DepartmentLine>, Refused> {
    let keys: Vec<(Uuid, i64, bool)> = asking.reader.rows(
        "SELECT id, version, is_active FROM departments WHERE deleted_at IS NULL \
         ORDER BY is_active DESC, name, id",
        [],
    )?;
    let mut lines = Vec::new();
    for (id, version, is_active) in keys {
        let department: Option<DepartmentForm> = asking.reader.row(
            "SELECT site_id, name, code, description, phone FROM departments WHERE id = ?1",
            params![id],
        )?;
        lines.extend(department.map(|department| DepartmentLine {
            id,
            version,
            department,
            is_active,
        }));
    }
    Ok(lines)
}

impl DepartmentForm {
    fn cells(&self, reader: &Reader<'_>, own: Option<Uuid>) -> Result<Cells, Refused> {
        let name = self.name.trim();
        let twice: Option<i64> = reader.value(
            "SELECT 1 FROM departments WHERE lower(name) = lower(?1) AND site_id IS ?2 \
             AND id IS NOT ?3 AND is_active = 1 AND deleted_at IS NULL",
            params![name, self.site_id, own],
        )?;
        if twice.is_some() {
            return Err(Refused::field("name", "There is a department of this name already."));
        }
        Ok(Cells::new()
            .set("site_id", self.site_id)
            .set("name", name)
            .set("code", filled(self.code.as_deref()))
            .set("description", filled(self.description.as_deref()))
            .set("phone", filled(self.phone.as_deref())))
    }
}

/// Adds a department.
pub fn add_department(
    write: &mut Write<'_>,
    _: &Who,
    request: DepartmentForm,
) -> Result<Made, Refused> {
    let cells = request.cells(write, None)?;
    let id = write.insert("departments", cells)?;
    Ok(Made { id })
}

/// A department as it should be.
#[derive(Deserialize, TS)]
pub struct UpdateDepartment {
    id: Uuid,
    version: i64,
    #[serde(flatten)]
    department: DepartmentForm,
}

/// Changes what is written down about a department.
pub fn update_department(
    write: &mut Write<'_>,
    _: &Who,
    request: UpdateDepartment,
) -> Result<Nothing, Refused> {
    let cells = request.department.cells(write, Some(request.id))?;
    write.update("departments", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}

/// Which department, and whether it works.
#[derive(Deserialize, TS)]
pub struct DeactivateDepartment {
    id: Uuid,
    version: i64,
}

/// Closes a department. What happened there stays its own; alerts and shifts of the time to come
/// are no longer for it, so those must be moved first.
pub fn deactivate_department(
    write: &mut Write<'_>,
    _: &Who,
    request: DeactivateDepartment,
) -> Result<Nothing, Refused> {
    let occupied: Option<i64> = write.value(
        "SELECT 1 FROM beds b JOIN bed_stays s ON s.bed_id = b.id WHERE b.department_id = ?1 \
         AND s.ended_at IS NULL AND s.deleted_at IS NULL LIMIT 1",
        params![request.id],
    )?;
    if occupied.is_some() {
        return Err(Refused::because(
            "Patients lie in beds of this department. Transfer or discharge them first.",
        ));
    }
    let cells = Cells::new().set("is_active", false);
    write.update("departments", request.id, Some(request.version), cells)?;
    Ok(Nothing {})
}
