//! Made-up people: the same seed gives the same person, on every machine and in every year.
//!
//! Names come from eleven languages in five scripts. Nobody in here exists.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use store::Cells;

/// A person that a clinic might register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeUpPerson {
    /// As the person writes it.
    pub given_name: String,
    /// As the person writes it.
    pub family_name: String,
    /// FHIR's administrative gender.
    pub gender: &'static str,
    /// Within the 95 years before 2026.
    pub born: NaiveDate,
    /// `day` for most; `year` for those who do not know more.
    pub born_precision: &'static str,
    /// E.164 with blanks.
    pub phone: String,
    /// Street and number.
    pub address_line: String,
    /// A town in the country.
    pub city: &'static str,
    /// ISO 3166 alpha-2.
    pub country: &'static str,
    /// BCP 47.
    pub language: &'static str,
    /// ABO and rhesus, where it is known.
    pub blood_type: Option<&'static str>,
    /// Whom to call.
    pub emergency_contact: Option<(String, String)>,
}

impl MadeUpPerson {
    /// The person as the command `people.register` takes it.
    pub fn registration(&self) -> Value {
        let contact = self.emergency_contact.as_ref();
        json!({
            "given_name": self.given_name, "middle_name": null, "family_name": self.family_name,
            "date_of_birth": self.born.to_string(),
            "date_of_birth_precision": self.born_precision, "gender": self.gender,
            "phone": self.phone, "email": null, "address_line": self.address_line,
            "city": self.city, "state": null, "postal_code": null, "country": self.country,
            "preferred_language": self.language, "national_id": null,
            "blood_type": self.blood_type,
            "emergency_contact_name": contact.map(|(name, _)| name),
            "emergency_contact_phone": contact.map(|(_, phone)| phone),
            "emergency_contact_relationship": contact.map(|_| "family"),
            "notes": null, "accept_duplicates": true
        })
    }
}

impl MadeUpPerson {
    /// The person as a row of `patients`, for tests with more people than anybody registers.
    pub fn cells(&self) -> Cells {
        Cells::new()
            .set("given_name", self.given_name.as_str())
            .set("family_name", self.family_name.as_str())
            .set("name_precision", "full")
            .set("date_of_birth", self.born.to_string())
            .set("date_of_birth_precision", self.born_precision)
            .set("gender", self.gender)
            .set("phone", self.phone.as_str())
            .set("address_line", self.address_line.as_str())
            .set("city", self.city)
            .set("country", self.country)
            .set("preferred_language", self.language)
            .set("blood_type", self.blood_type)
            .set("status", "active")
    }
}

/// The person of a seed. Takes about a microsecond.
pub fn person(seed: u64) -> MadeUpPerson {
    let mut dice = Dice::new(seed);
    let place = PLACES.get(dice.below(PLACES.len())).unwrap_or(&PLACES[0]);
    let female = dice.below(100) < 52;
    let (given, gender) = if female { (place.women, "female") } else { (place.men, "male") };
    let family_name = place.family(&mut dice, female);
    let days_lived = dice.below(95 * 365) as u64;
    let anchor = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap_or_default();
    let born = anchor.checked_sub_days(Days::new(days_lived)).unwrap_or(anchor);
    let phone = place.phone(&mut dice);
    let address_line = match place.number_first {
        true => format!("{} {}", 1 + dice.below(180), dice.pick(place.streets)),
        false => format!("{} {}", dice.pick(place.streets), 1 + dice.below(180)),
    };
    let blood_type = (dice.below(3) == 0)
        .then(|| dice.pick(&["O+", "A+", "B+", "AB+", "O-", "A-", "B-", "AB-"]));
    let emergency_contact = (dice.below(2) == 0).then(|| {
        let other = dice.pick(if female { place.men } else { place.women });
        (format!("{other} {family_name}"), place.phone(&mut dice))
    });
    MadeUpPerson {
        given_name: dice.pick(given).to_owned(),
        family_name,
        gender,
        born,
        born_precision: if dice.below(40) == 0 { "year" } else { "day" },
        phone,
        address_line,
        city: dice.pick(place.cities),
        country: place.country,
        language: place.language,
        blood_type,
        emergency_contact,
    }
}

/// Randomness that is the same everywhere: SplitMix64. A library's generator may change between
/// versions, and with it everybody's name.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def0)
    }

    /// 64 even bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to and without `limit`; 0 where there is nothing to choose.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = (limit as u64).max(1);
        (self.roll() % limit) as usize
    }

    /// One of `choices`, if there are any.
    pub fn choose<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// One of `choices`; the type's default where there are none.
    pub fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        choices.get(self.below(choices.len())).copied().unwrap_or_default()
    }
}

/// Where people come from, and what they are called there.
struct Place {
    language: &'static str,
    country: &'static str,
    calling_code: &'static str,
    cities: &'static [&'static str],
    streets: &'static [&'static str],
    number_first: bool,
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
    /// Ending of a man's family name and of a woman's, where they differ.
    endings: &'static [(&'static str, &'static str)],
    /// Whether people carry two family names.
    two_families: bool,
}

impl Place {
    fn family(&self, dice: &mut Dice, female: bool) -> String {
        let mut family = dice.pick(self.families).to_owned();
        if self.two_families {
            family = format!("{family} {}", dice.pick(self.families));
        }
        if female {
            for (his, hers) in self.endings {
                if let Some(stem) = family.strip_suffix(his) {
                    family = format!("{stem}{hers}");
                    break;
                }
            }
        }
        family
    }

    fn phone(&self, dice: &mut Dice) -> String {
        format!(
            "{} 5{:02} {:03} {:03}",
            self.calling_code,
            dice.below(100),
            dice.below(1_000),
            dice.below(1_000)
        )
    }
}

const PLACES: [Place; 11] = [
    Place {
        language: "es",
        country: "ES",
        calling_code: "+34",
        cities: &["Málaga", "Cádiz", "Vigo", "Almería", "Gijón"],
        streets: &["Calle del Mar", "Calle Mayor", "Avenida de la Luz", "Plaza Nueva"],
        number_first: false,
        women: &[
            "Amparo",
            "Lucía",
            "María José",
            "Inés",
            "Rocío",
            "Begoña",
            "Nuria",
            "Candela",
            "Pilar",
            "Soledad",
            "Ximena",
            "Ángela",
            "Teresa",
            "Carmen",
            "Paloma",
            "Noa",
            "Martina",
            "Elvira",
        ],
        men: &[
            "José",
            "Álvaro",
            "Íñigo",
            "Joaquín",
            "Hernán",
            "Raúl",
            "Andrés",
            "Óscar",
            "Benito",
            "Sebastián",
            "Martín",
            "Rubén",
            "Ignacio",
            "Tomás",
            "Gonzalo",
            "Emilio",
            "Hugo",
            "Ramón",
        ],
        families: &[
            "Muñoz",
            "Núñez",
            "Ibáñez",
            "García",
            "Peña",
            "Castaño",
            "Domínguez",
            "Ordóñez",
            "Vázquez",
            "Herrera",
            "Olmedo",
            "Requena",
            "Lozano",
            "Cabrera",
            "Montes",
            "Serrano",
            "Quintana",
            "Rivas",
            "Salas",
            "Bermúdez",
            "Cifuentes",
            "Escudero",
        ],
        endings: &[],
        two_families: true,
    },
    Place {
        language: "en",
        country: "GB",
        calling_code: "+44",
        cities: &["Whitby", "Falmouth", "Dover", "Bristol", "Leith"],
        streets: &["Harbour Street", "Chapel Lane", "Mill Road", "Queen Street"],
        number_first: true,
        women: &[
            "Grace",
            "Eleanor",
            "Siobhan",
            "Hannah",
            "Beatrice",
            "Imogen",
            "Ruth",
            "Olive",
            "Charlotte",
            "Maeve",
            "Harriet",
            "Nora",
            "Edith",
            "Phoebe",
            "Joan",
            "Winifred",
        ],
        men: &[
            "Thomas",
            "Arthur",
            "Callum",
            "Edward",
            "Finlay",
            "George",
            "Henry",
            "Owen",
            "Rhys",
            "Samuel",
            "Walter",
            "Alistair",
            "Duncan",
            "Frederick",
            "Hugh",
            "Ivor",
        ],
        families: &[
            "Fletcher",
            "O'Connor",
            "Whitaker",
            "MacLeod",
            "Pemberton",
            "Ashworth",
            "Llewellyn",
            "Thorne",
            "Hargreaves",
            "Sinclair",
            "Marlowe",
            "Bancroft",
            "Kendrick",
            "Ellison",
            "Fairfax",
            "Greenwood",
            "Holloway",
            "Jessop",
            "Lockhart",
            "Winterbourne",
        ],
        endings: &[],
        two_families: false,
    },
    Place {
        language: "fr",
        country: "FR",
        calling_code: "+33",
        cities: &["Marseille", "Sète", "Brest", "Saint-Malo", "Nîmes"],
        streets: &["rue de la République", "quai des Brumes", "avenue Foch", "rue Pasteur"],
        number_first: true,
        women: &[
            "Hélène",
            "Zoé",
            "Cécile",
            "Anaïs",
            "Élodie",
            "Françoise",
            "Noémie",
            "Océane",
            "Agnès",
            "Clémence",
            "Solène",
            "Maëlle",
            "Margaux",
            "Sylvie",
        ],
        men: &[
            "Étienne",
            "Loïc",
            "François",
            "Jérôme",
            "Gaël",
            "Benoît",
            "Théo",
            "Cédric",
            "Rémi",
            "Aurélien",
            "Bastien",
            "Maël",
            "Yves",
            "Guillaume",
        ],
        families: &[
            "Lefèvre",
            "Bérenger",
            "Chevallier",
            "Dubreuil",
            "Fontaine",
            "Garçon",
            "Lacroix",
            "Maréchal",
            "Ménard",
            "Noël",
            "Périer",
            "Rousseau",
            "Thévenet",
            "Vasseur",
            "d'Aubigné",
            "Le Goff",
            "Kerbrat",
            "Delacourt",
        ],
        endings: &[],
        two_families: false,
    },
    Place {
        language: "pl",
        country: "PL",
        calling_code: "+48",
        cities: &["Gdynia", "Łódź", "Sopot", "Wrocław", "Białystok"],
        streets: &["ul. Morska", "ul. Świętojańska", "al. Jana Pawła II", "ul. Kościuszki"],
        number_first: false,
        women: &[
            "Małgorzata",
            "Agnieszka",
            "Elżbieta",
            "Zofia",
            "Grażyna",
            "Bożena",
            "Jadwiga",
            "Łucja",
            "Wiesława",
            "Kinga",
            "Halina",
            "Urszula",
        ],
        men: &[
            "Łukasz",
            "Michał",
            "Wojciech",
            "Stanisław",
            "Przemysław",
            "Zbigniew",
            "Grzegorz",
            "Bartłomiej",
            "Paweł",
            "Jarosław",
            "Tadeusz",
            "Mirosław",
        ],
        families: &[
            "Wiśniewski",
            "Zieliński",
            "Wójcik",
            "Kamiński",
            "Dąbrowski",
            "Jabłoński",
            "Pająk",
            "Górski",
            "Kozłowski",
            "Sikora",
            "Żurawski",
            "Chmielewski",
            "Krawczyk",
            "Maślanka",
        ],
        endings: &[("ski", "ska"), ("cki", "cka")],
        two_families: false,
    },
    Place {
        language: "tr",
        country: "TR",
        calling_code: "+90",
        cities: &["İzmir", "Çeşme", "Muğla", "Trabzon", "Iğdır"],
        streets: &["Atatürk Caddesi", "Liman Sokak", "Çınar Sokak", "Şehit Caddesi"],
        number_first: false,
        women: &[
            "Ayşe", "Gülşen", "Çiğdem", "İpek", "Özlem", "Şebnem", "Tuğba", "Yıldız", "Nilüfer",
            "Büşra", "Ümran", "Defne",
        ],
        men: &[
            "Çağlar", "İbrahim", "Oğuz", "Şükrü", "Ümit", "Yiğit", "Barış", "Görkem", "Işık",
            "Mehmet", "Doğan", "Tunç",
        ],
        families: &[
            "Yılmaz",
            "Öztürk",
            "Şahin",
            "Çelik",
            "Aydın",
            "Güneş",
            "Kılıç",
            "Doğan",
            "Işık",
            "Türkoğlu",
            "Karadağ",
            "Tekin",
            "Üstün",
            "Erdoğmuş",
        ],
        endings: &[],
        two_families: false,
    },
    Place {
        language: "ar",
        country: "MA",
        calling_code: "+212",
        cities: &["الصويرة", "طنجة", "أكادير", "الرباط"],
        streets: &["شارع الحسن الثاني", "زنقة البحر", "شارع المسيرة"],
        number_first: true,
        women: &[
            "فاطمة",
            "عائشة",
            "مريم",
            "خديجة",
            "نور",
            "سلمى",
            "ليلى",
            "هدى",
            "زينب",
            "رانيا",
            "أسماء",
            "ياسمين",
        ],
        men: &[
            "محمد",
            "أحمد",
            "يوسف",
            "عبد الله",
            "إبراهيم",
            "خالد",
            "طارق",
            "كريم",
            "سعيد",
            "عمر",
            "مصطفى",
            "حسن",
        ],
        families: &[
            "الإدريسي",
            "بن علي",
            "العلوي",
            "الحداد",
            "المنصوري",
            "بنجلون",
            "الفاسي",
            "الشرقاوي",
            "بوعزة",
            "الخطيب",
            "النجار",
            "السوسي",
            "الزهراني",
            "بن يوسف",
        ],
        endings: &[],
        two_families: false,
    },
    Place {
        language: "hi",
        country: "IN",
        calling_code: "+91",
        cities: &["मुंबई", "सूरत", "कोच्चि", "पुरी"],
        streets: &["समुद्र मार्ग", "गांधी रोड", "स्टेशन रोड", "नेहरू नगर"],
        number_first: true,
        women: &[
            "प्रिया",
            "अंजलि",
            "लक्ष्मी",
            "दीपिका",
            "कविता",
            "सुनीता",
            "मीरा",
            "पूजा",
            "राधिका",
            "सीता",
            "नेहा",
            "गायत्री",
        ],
        men: &[
            "राजेश",
            "अमित",
            "कृष्ण",
            "विजय",
            "सुरेश",
            "अर्जुन",
            "रवि",
            "मोहन",
            "आदित्य",
            "संजय",
            "हरीश",
            "गोपाल",
        ],
        families: &[
            "शर्मा",
            "वर्मा",
            "गुप्ता",
            "पटेल",
            "सिंह",
            "मिश्रा",
            "त्रिपाठी",
            "जोशी",
            "चौधरी",
            "अग्रवाल",
            "यादव",
            "देशमुख",
            "कुलकर्णी",
            "राठौर",
        ],
        endings: &[],
        two_families: false,
    },
    Place {
        language: "zh",
        country: "CN",
        calling_code: "+86",
        cities: &["厦门", "青岛", "宁波", "珠海"],
        streets: &["海滨路", "中山路", "人民路", "解放路"],
        number_first: false,
        women: &[
            "秀英", "丽", "静", "芳", "雪梅", "婷婷", "晓燕", "玉兰", "慧", "思雨", "欣怡", "春花",
        ],
        men: &[
            "伟", "强", "建国", "志明", "浩然", "文博", "俊杰", "海涛", "明", "子轩", "国华",
            "振东",
        ],
        families: &[
            "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "欧阳", "司马", "林",
        ],
        endings: &[],
        two_families: false,
    },
    Place {
        language: "ru",
        country: "KZ",
        calling_code: "+7",
        cities: &["Актау", "Атырау", "Павлодар"],
        streets: &["ул. Абая", "ул. Морская", "пр. Мира", "ул. Садовая"],
        number_first: false,
        women: &[
            "Наталья",
            "Екатерина",
            "Людмила",
            "Алёна",
            "Дарья",
            "Галина",
            "Ольга",
            "Юлия",
            "Жанна",
            "Анастасия",
            "Тамара",
            "Вера",
        ],
        men: &[
            "Алексей",
            "Дмитрий",
            "Сергей",
            "Пётр",
            "Фёдор",
            "Николай",
            "Юрий",
            "Григорий",
            "Владимир",
            "Тимур",
            "Артём",
            "Михаил",
        ],
        families: &[
            "Иванов",
            "Соловьёв",
            "Кузнецов",
            "Щербаков",
            "Жуков",
            "Никитин",
            "Королёв",
            "Фролов",
            "Цветков",
            "Яковлев",
            "Беляев",
            "Громов",
            "Шевченко",
            "Морозов",
        ],
        endings: &[("ов", "ова"), ("ёв", "ёва"), ("ев", "ева"), ("ин", "ина")],
        two_families: false,
    },
    Place {
        language: "vi",
        country: "VN",
        calling_code: "+84",
        cities: &["Đà Nẵng", "Hải Phòng", "Nha Trang", "Vũng Tàu"],
        streets: &["Trần Phú", "Lê Lợi", "Bạch Đằng", "Nguyễn Huệ"],
        number_first: true,
        women: &[
            "Thị Hương",
            "Ngọc Ánh",
            "Thuỳ Linh",
            "Bích Ngọc",
            "Mỹ Duyên",
            "Kim Chi",
            "Thanh Thảo",
            "Diễm Quỳnh",
            "Hồng Nhung",
            "Phương Thảo",
        ],
        men: &[
            "Văn Minh",
            "Đức Anh",
            "Quốc Bảo",
            "Hữu Phước",
            "Thành Đạt",
            "Xuân Trường",
            "Công Sơn",
            "Gia Huy",
            "Minh Khôi",
            "Tấn Tài",
        ],
        families: &[
            "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Vũ",
            "Phan",
        ],
        endings: &[],
        two_families: false,
    },
    Place {
        language: "sw",
        country: "KE",
        calling_code: "+254",
        cities: &["Mombasa", "Malindi", "Lamu", "Kisumu"],
        streets: &["Moi Avenue", "Bandari Road", "Kenyatta Road", "Uhuru Street"],
        number_first: true,
        women: &[
            "Wanjiru", "Achieng", "Amina", "Njeri", "Zawadi", "Makena", "Akinyi", "Neema",
            "Wambui", "Halima", "Chebet", "Nafula",
        ],
        men: &[
            "Kamau", "Otieno", "Juma", "Baraka", "Mwangi", "Kiprono", "Omondi", "Jabari", "Hamisi",
            "Kibet", "Wekesa", "Salim",
        ],
        families: &[
            "Kariuki",
            "Odhiambo",
            "Mutua",
            "Kimani",
            "Ochieng",
            "Njoroge",
            "Abdalla",
            "Wafula",
            "Cheruiyot",
            "Ndung'u",
            "Were",
            "Mwakio",
            "Okello",
            "Rotich",
        ],
        endings: &[],
        two_families: false,
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_is_the_same_person() {
        assert_eq!(person(7), person(7));
        assert_ne!(person(7), person(8));
    }

    #[test]
    fn people_of_five_scripts_come_to_a_small_clinic() {
        let scripts = ["Aa", "ا", "अ", "一", "А"].map(|letter| letter.chars().next().unwrap());
        let names: Vec<String> = (0..60).map(|seed| person(seed).given_name).collect();
        for (script, range) in scripts.iter().zip([
            'A'..='ỿ',
            '\u{600}'..='\u{6ff}',
            '\u{900}'..='\u{97f}',
            '\u{4e00}'..='\u{9fff}',
            '\u{400}'..='\u{4ff}',
        ]) {
            let found = names.iter().any(|name| name.chars().any(|letter| range.contains(&letter)));
            assert!(found, "nobody writes like {script}");
        }
    }

    #[test]
    fn a_big_town_has_many_different_people() {
        let people: BTreeSet<(String, String, NaiveDate)> = (0..20_000)
            .map(person)
            .map(|person| (person.given_name, person.family_name, person.born))
            .collect();
        assert!(people.len() > 19_900, "{}", people.len());
    }

    #[test]
    fn nobody_is_born_after_the_year_in_which_they_were_made_up() {
        let last = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        assert!((0..5_000).all(|seed| person(seed).born <= last));
    }
}
