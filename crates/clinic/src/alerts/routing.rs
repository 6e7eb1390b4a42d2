//! Who is concerned by a call: those on duty who hold a role and belong to a department, and
//! where nobody is on duty, more and more people, so that a call never reaches nobody in silence.

use catalog::{Action, Role};
use serde::{Deserialize, Serialize};
use store::{Reader, params};
use ts_rs::TS;
use uuid::Uuid;

use crate::calendar::HOUR;
use crate::organization::on_duty::on_duty;
use crate::{Refused, Who};

/// A shift that began longer ago is a mistake of the rota and puts nobody on duty.
const SHIFT_MAX: i64 = 31 * 24 * HOUR;

/// By which rule those who are called were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RoutingRule {
    /// They are on duty and hold the role in the department.
    OnDuty,
    /// Nobody is on duty: everybody who holds the role at the site.
    WithRole,
    /// Nobody is on duty and no role was named: everybody of the department.
    InDepartment,
    /// Nobody of the above exists: everybody at the site.
    AtSite,
}

/// A person who can be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CalledPerson {
    /// The user.
    pub user_id: Uuid,
    /// As people call them.
    pub name: String,
}

/// Who is concerned, and why these.
pub(crate) struct Concerned {
    pub rule: RoutingRule,
    pub people: Vec<CalledPerson>,
}

impl Concerned {
    pub fn includes(&self, user: Uuid) -> bool {
        self.people.iter().any(|person| person.user_id == user)
    }
}

/// One of the people at a site who may see alerts.
#[derive(Debug)]
struct Colleague {
    id: Uuid,
    name: String,
    roles: Vec<Role>,
    departments: Vec<Uuid>,
    /// The shifts that are going on; each with its department, if it has one.
    shifts: Vec<Option<Uuid>>,
}

impl Colleague {
    fn holds(&self, roles: &[String]) -> bool {
        if roles.is_empty() {
            return self.sees_patients();
        }
        self.roles.iter().any(|role| roles.iter().any(|r| r == role.code()))
    }

    /// Whether an alert that names a patient shows itself to this person. Who sees no patient is
    /// called by role alone, for what is about none.
    fn sees_patients(&self) -> bool {
        self.roles.iter().any(|role| sees(*role, "patient_alerts"))
    }

    /// A shift without a department is where the person works, and of somebody who works nowhere
    /// in particular it is the whole site.
    fn on_duty(&self, department: Option<Uuid>) -> bool {
        let Some(wanted) = department else { return !self.shifts.is_empty() };
        self.shifts.iter().any(|shift| match shift {
            Some(department) => *department == wanted,
            None => self.departments.is_empty() || self.departments.contains(&wanted),
        })
    }
}

/// Everybody at a site who may see alerts, as the rota has them at one moment.
pub(crate) struct Staffing {
    people: Vec<Colleague>,
}

impl Staffing {
    /// The people of `who`'s site at `now`.
    pub fn at(reader: &Reader<'_>, who: &Who, now: i64) -> Result<Self, Refused> {
        #[derive(Deserialize)]
        struct User {
            id: Uuid,
            name: String,
            roles: String,
            department_id: Option<Uuid>,
            departments: String,
        }
        let users: Vec<User> =
            reader.rows(USERS, params![who.site.id, now, now.saturating_sub(SHIFT_MAX)])?;
        let shifts = on_duty(reader, who.site.id, None, &[], now)?;
        let mut people = Vec::new();
        for user in users {
            let codes: Vec<String> = list(&user.roles)?;
            let roles: Vec<Role> = codes.iter().filter_map(|code| Role::from_code(code)).collect();
            if !roles.iter().any(|role| sees(*role, "alerts")) {
                continue;
            }
            let hexadecimal: Vec<String> = list(&user.departments)?;
            let departments = user
                .department_id
                .into_iter()
                .chain(hexadecimal.iter().filter_map(|id| id.parse().ok()))
                .collect();
            let shifts = shifts
                .iter()
                .filter(|shift| shift.user_id == user.id)
                .map(|shift| shift.department_id)
                .collect();
            people.push(Colleague { id: user.id, name: user.name, roles, departments, shifts });
        }
        Ok(Self { people })
    }

    /// Whom a call to `roles` (none means all) in `department` concerns.
    pub fn concerned(&self, roles: &[String], department: Option<Uuid>) -> Concerned {
        let pick = |rule: RoutingRule, fits: &dyn Fn(&Colleague) -> bool| {
            let people: Vec<CalledPerson> = self
                .people
                .iter()
                .filter(|person| fits(person))
                .map(|person| CalledPerson { user_id: person.id, name: person.name.clone() })
                .collect();
            (!people.is_empty()).then_some(Concerned { rule, people })
        };
        let on_duty = |person: &Colleague| person.holds(roles) && person.on_duty(department);
        let with_role = |person: &Colleague| !roles.is_empty() && person.holds(roles);
        let in_department = |person: &Colleague| {
            roles.is_empty()
                && person.sees_patients()
                && department.is_some_and(|wanted| person.departments.contains(&wanted))
        };
        pick(RoutingRule::OnDuty, &on_duty)
            .or_else(|| pick(RoutingRule::WithRole, &with_role))
            .or_else(|| pick(RoutingRule::InDepartment, &in_department))
            .or_else(|| pick(RoutingRule::AtSite, &Colleague::sees_patients))
            .unwrap_or(Concerned { rule: RoutingRule::AtSite, people: Vec::new() })
    }
}

/// Who works at site `?1`, who works at every site, and who has a shift here at `?2`; `?3` is when
/// the oldest shift may have begun.
pub(crate) const USERS: &str = "SELECT u.id, coalesce(u.display_name, u.username) AS name, \
     u.roles, u.department_id, (SELECT json_group_array(hex(d.department_id)) \
     FROM practitioners p JOIN practitioner_departments d ON d.practitioner_id = p.id \
     WHERE p.user_id = u.id AND p.deleted_at IS NULL AND d.deleted_at IS NULL) AS departments \
     FROM users u WHERE u.id IN (SELECT id FROM users WHERE site_id = ?1 \
     UNION SELECT id FROM users WHERE site_id IS NULL \
     UNION SELECT user_id FROM shifts WHERE site_id = ?1 AND starts_at <= ?2 \
     AND starts_at > ?3 AND ends_at > ?2 AND status <> 'cancelled' AND deleted_at IS NULL) \
     AND u.is_active = 1 AND u.suspended_at IS NULL AND u.deleted_at IS NULL ORDER BY name, u.id";

fn sees(role: Role, table: &str) -> bool {
    role != Role::Patient
        && catalog::table(table).is_some_and(|table| table.access.allows(role, Action::Read))
}

/// Refuses roles that do not exist, or that see no alerts about patients: such a call would reach
/// nobody.
pub(crate) fn check_roles(field: &'static str, roles: &[String]) -> Result<(), Refused> {
    for code in roles {
        if !Role::from_code(code).is_some_and(|role| sees(role, "patient_alerts")) {
            return Err(Refused::field(
                field,
                "One of the roles does not exist or does not see alerts. Choose others.",
            ));
        }
    }
    Ok(())
}

/// The department, if it exists and is in use.
pub(crate) fn check_department(
    reader: &Reader<'_>,
    field: &'static str,
    department: Option<Uuid>,
) -> Result<(), Refused> {
    let Some(department) = department else { return Ok(()) };
    let found: Option<i64> = reader.value(
        "SELECT 1 FROM departments WHERE id = ?1 AND is_active = 1 AND deleted_at IS NULL",
        params![department],
    )?;
    found.map(|_| ()).ok_or_else(|| {
        Refused::field(field, "This department is not in use any more. Choose another one.")
    })
}

/// A JSON list of texts as it stands in the record.
pub(crate) fn list(text: &str) -> Result<Vec<String>, Refused> {
    Ok(serde_json::from_str(text).map_err(|_| store::Error::Damaged)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURGERY: Uuid = Uuid::from_u128(1);
    const WARD: Uuid = Uuid::from_u128(2);

    fn person(id: u128, role: Role, works_in: &[Uuid], shifts: &[Option<Uuid>]) -> Colleague {
        Colleague {
            id: Uuid::from_u128(id),
            name: format!("Person {id}"),
            roles: vec![role],
            departments: works_in.to_vec(),
            shifts: shifts.to_vec(),
        }
    }

    fn called(
        people: Vec<Colleague>,
        roles: &[&str],
        in_: Option<Uuid>,
    ) -> (RoutingRule, Vec<u128>) {
        let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
        let concerned = Staffing { people }.concerned(&roles, in_);
        let ids = concerned.people.iter().map(|person| person.user_id.as_u128()).collect();
        (concerned.rule, ids)
    }

    #[test]
    fn those_on_duty_in_the_department_are_called() {
        let people = || {
            vec![
                person(10, Role::Nurse, &[], &[Some(SURGERY)]),
                person(11, Role::Nurse, &[WARD], &[None]),
                person(12, Role::Nurse, &[WARD], &[]),
                person(13, Role::Doctor, &[], &[None]),
            ]
        };
        let nurses: &[&str] = &["nurse"];
        assert_eq!(called(people(), nurses, Some(SURGERY)), (RoutingRule::OnDuty, vec![10]));
        assert_eq!(called(people(), nurses, Some(WARD)), (RoutingRule::OnDuty, vec![11]));
        assert_eq!(called(people(), nurses, None), (RoutingRule::OnDuty, vec![10, 11]));
        // A doctor whose shift names no department and who belongs to none covers the house.
        assert_eq!(called(people(), &["doctor"], Some(WARD)), (RoutingRule::OnDuty, vec![13]));
    }

    #[test]
    fn where_nobody_is_on_duty_more_people_are_called_and_never_nobody() {
        let people = || {
            vec![
                person(10, Role::Nurse, &[WARD], &[]),
                person(11, Role::Doctor, &[], &[]),
                person(12, Role::Receptionist, &[], &[Some(WARD)]),
            ]
        };
        assert_eq!(called(people(), &["nurse"], Some(SURGERY)), (RoutingRule::WithRole, vec![10]));
        assert_eq!(called(people(), &["therapist"], None), (RoutingRule::AtSite, vec![10, 11, 12]));
        assert_eq!(called(people(), &[], Some(SURGERY)), (RoutingRule::AtSite, vec![10, 11, 12]));
        let off =
            || vec![person(10, Role::Nurse, &[WARD], &[]), person(11, Role::Doctor, &[], &[])];
        assert_eq!(called(off(), &[], Some(WARD)), (RoutingRule::InDepartment, vec![10]));
    }

    #[test]
    fn a_role_that_sees_no_alerts_cannot_be_called() {
        let roles = |code: &str| check_roles("roles", &[code.to_owned()]);
        assert!(roles("nurse").is_ok());
        for code in ["manager", "patient", "janitor"] {
            assert_eq!(roles(code).unwrap_err().field, Some("roles"), "{code}");
        }
    }
}
