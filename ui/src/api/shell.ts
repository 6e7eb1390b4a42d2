import type {
  AnalysisCompleted,
  ImageTaken,
  ModelRecorded,
  QualityRecorded,
  ReportTaken,
} from './generated';

// Commands answered by the window's own process rather than by the clinic: who is signed in, how
// the line is doing, and paper. They are not generated, because they do not touch the catalog.

/** A person who can sign in on this PC, with or without the network. */
export interface PersonOnThisPc {
  user_id: string;
  display_name: string;
  username: string;
  last_signed_in_at: number | null;
}

export interface SignedInUser {
  id: string;
  display_name: string;
  username: string;
  roles: string[];
  practitioner_id: string | null;
  must_change_password: boolean;
}

export type PaperKind = 'invoice' | 'receipt' | 'prescription' | 'visit_summary' | 'specimen_label' | 'medicine_label' | 'patient_label' | 'wristband';

/** What became of a paper. */
export type PaperPrinted =
  | { outcome: 'saved'; path: string; pages: number }
  | { outcome: 'handed_over'; printer: string; pages: number }
  /** The printer did not take it; it waits in the queue of this PC. */
  | { outcome: 'kept'; printer: string; trouble: string };

export interface PapersOfThisPc {
  printers: string[];
  default_printer: string | null;
  /** Why no printer is known. */
  trouble: string | null;
  /** `label` is a size in millimetres; nothing for the country's sheets. */
  kinds: { kind: PaperKind; printer: string | null; known: boolean; label: { width: number; height: number } | null }[];
  folder: string;
}

export interface PrintJob {
  id: string;
  kind: PaperKind;
  printer: string;
  asked_at: number;
  asked_by: string | null;
  state: 'handing_over' | 'failed' | 'at_printer' | 'printed';
  trouble: string | null;
}

export interface Site {
  id: string;
  name: string;
  time_zone: string;
  currency: string;
}

export interface SessionState {
  phase: 'first_run' | 'locked' | 'open' | 'blocked' | 'revoked';
  /** Why nothing can be opened, in words, when the phase is `blocked` or `revoked`. */
  blocked: string | null;
  people: PersonOnThisPc[];
  user: SignedInUser | null;
  organization: { id: string; name: string } | null;
  site: Site | null;
  enrolled: boolean;
  idle_lock_minutes: number;
  /** The growing delay after wrong passwords. */
  retry_after_seconds: number | null;
}

export interface SyncStatus {
  mode: 'stand_alone' | 'synced' | 'syncing' | 'offline' | 'attention';
  last_contact_at: number | null;
  waiting: number;
  oldest_waiting_at: number | null;
  decisions: number;
  quarantined: number;
  bootstrap: { done_rows: number; total_rows: number; table: string } | null;
  /** The last trouble, in plain words. */
  sentence: string | null;
  /** The centre has a later version of Holdfast than this PC. */
  update_due: boolean;
}

export interface OutboxItem {
  id: string;
  command: string;
  summary: string;
  made_at: number;
  author: string;
  state: 'waiting' | 'sent' | 'waits_for_quarantined';
  operations: number;
}

export interface ExchangeItem {
  at: number;
  direction: 'sent' | 'received' | 'mended';
  changes: number;
  tables: string[];
}

export interface QuarantinedItem {
  id: string;
  command: string;
  reason: string;
  made_at: number;
  author: string;
  rows: { table: string; row_id: string }[];
}

export interface SyncCentre {
  status: SyncStatus;
  server: string | null;
  round_trip_ms: number | null;
  device_name: string;
  position: number;
  outbox: OutboxItem[];
  recent: ExchangeItem[];
  quarantined: QuarantinedItem[];
}

export interface VerifyAnswer {
  mended: number;
  equal: boolean;
  tables: { table: string; here: number; centre: number; equal: boolean }[];
}

export interface FirstRunRequest {
  organization_name: string;
  site_name: string;
  time_zone: string;
  currency: string;
  country: string;
  given_name: string;
  family_name: string;
  username: string;
  password: string;
  is_practitioner: boolean;
}

type Nothing = Record<string, never>;

/** What tells one patient from another, and whether the record is on this PC already. */
export interface PatientAtCentre {
  id: string;
  mrn: string | null;
  prefix: string | null;
  given_name: string | null;
  middle_name: string | null;
  family_name: string | null;
  name_text: string | null;
  previous_family_name: string | null;
  date_of_birth: string | null;
  date_of_birth_precision: string;
  gender: string | null;
  sites: string[];
  here: boolean;
}

/** How a file of the record stands on this PC; the sentence is for the person. */
export interface FileOnThisPc {
  state: 'here' | 'being_fetched' | 'elsewhere';
  fetched_bytes: number;
  total_bytes: number;
  sentence: string | null;
}

/** A DICOM image as it is shown: its size, what its values mean, and how far its pixels lie apart. */
export interface DicomImage {
  scan_file_id: string;
  frames: number;
  columns: number;
  rows: number;
  /** One of grey, or red, green and blue. */
  planes: 1 | 3;
  /** The range of the stored values; 0 and 255 in colour. */
  darkest: number;
  brightest: number;
  /** The lowest value is the brightest (MONOCHROME1). */
  inverted: boolean;
  rescale_slope: number;
  rescale_intercept: number;
  /** Such as HU. */
  rescale_unit: string | null;
  windows: { center: number; width: number; name: string | null }[];
  /** The distance of rows, then that of columns. */
  pixel_spacing_mm: [number, number] | null;
  /** `imager_pixel_spacing` is measured at the detector, where things are larger than in the body. */
  spacing_from: 'pixel_spacing' | 'imager_pixel_spacing' | null;
}

/** What the second command of the window, `pixels`, is asked; frames are counted from 0. */
export interface PixelsAsked {
  scanFileId: string;
  frame: number;
}

/** How this PC's window looks and speaks; kept by the shell. */
export interface WindowSettings {
  /** A BCP 47 tag; null where nobody chose. */
  language: string | null;
  color_scheme: 'light' | 'dark' | 'auto';
  /** In percent, 100 to 200. */
  text_size: number;
  /** Whether patients sign in here. */
  kiosk: boolean;
  /** The room where this PC always stands. */
  room: string | null;
  alerts_muted: boolean;
}

/** The clinic's PCs as the rows on this one say. */
export interface KnownDevices {
  /** This PC; null where it works alone. */
  this_device: string | null;
  last_contact_at: number | null;
  devices: KnownDevice[];
  /** Who may have a PC of their own. */
  people: { id: string; name: string }[];
}

export interface KnownDevice {
  id: string;
  name: string;
  profile: string;
  site: string | null;
  person: string | null;
  platform: string | null;
  enrolled_at: number | null;
  revoked_at: number | null;
  revoke_reason: string | null;
}

/** A PC as the centre knows it. */
export interface DeviceAtCentre extends KnownDevice {
  /** The program and its version, as the PC says itself. */
  program: string | null;
  last_seen_at: number | null;
  /** Changes of the clinic that it has not fetched, 10,000 at most; null until it has fetched any. */
  behind: number | null;
  behind_since: number | null;
  /** Its own changes that waited when it last said so, at `told_at`. */
  waiting: number | null;
  oldest_waiting_at: number | null;
  told_at: number | null;
  /** When it had handed over everything and forgotten its keys. */
  left_at: number | null;
}

export interface DevicesAtCentre {
  /** For so many days a PC goes on without the centre. */
  lease_days: number;
  devices: DeviceAtCentre[];
}

export type WorkKind = 'backup' | 'check' | 'export' | 'import';

/** How far a work that takes minutes has come; told by the event `long-work`. */
export interface HowFar {
  kind: WorkKind;
  state: 'running' | 'stopping' | 'done' | 'stopped' | 'failed';
  step: 'copying' | 'packing' | 'checking' | 'writing' | 'reading';
  done: number;
  /** Of how much, where that is known. */
  total: number | null;
  /** Records that have passed, where they are counted. */
  records: number | null;
}

export interface MadeBackup {
  file: string;
  bytes: number;
  made_at: number;
}

/** What an import did, kind of record by kind of record. */
export interface ImportReport {
  resources: Record<string, { seen: number; stored: number; changed: number; unchanged: number; left: number }>;
  /** Line 0 where the file as a whole is meant. */
  problems: { file: string; line: number; reason: string }[];
  limits?: string;
}

interface WorkResults {
  backup: MadeBackup;
  check: { file: string; made_at: number | null };
  export: { path: string; exported: { resources: Record<string, number>; limits?: string } };
  import: ImportReport;
}

/** A work with what came of it; `sentence` says why it was not done to its end. */
export type WorkOf<K extends WorkKind> = HowFar & { kind: K; began_at: number; ended_at: number | null; sentence: string | null; result: WorkResults[K] | null };
export type Work = { [K in WorkKind]: WorkOf<K> }[WorkKind];

/** A form that somebody left unfinished; `content` is JSON. */
export interface KeptDraft {
  name: string;
  content: string;
}

/** What is said outside the window, in the language of the screens. */
export interface DesktopWords {
  open: string;
  sync_now: string;
  lock: string;
  quit: string;
  closed: string;
  stand_alone: string;
  synced: string;
  syncing: string;
  offline: string;
  attention: string;
  decisions: string;
  alerts: string;
  update: string;
  alert_title: string;
  alert_at: string;
  alert_locked: string;
  kinds: Record<string, string>;
}

/** What is set for this PC alone. */
export interface DesktopOfThisPc {
  keep_running: boolean;
  /** Without a tray Holdfast ends with its window. */
  has_tray: boolean;
  start_at_login: boolean;
}

/** Where a link leads that was opened outside the window. */
export type OpenedLink = { to: 'patient'; id: string } | { to: 'record_number'; number: string } | { to: 'alert'; id: string };

export interface ShellCommands {
  'window.settings': { request: Nothing; response: WindowSettings };
  'window.choose': { request: Partial<Omit<WindowSettings, 'room'>> & { room?: string }; response: WindowSettings };
  'draft.all': { request: Nothing; response: KeptDraft[] };
  'draft.keep': { request: KeptDraft; response: Nothing };
  'draft.drop': { request: { name: string }; response: Nothing };
  'session.state': { request: Nothing; response: SessionState };
  'session.first_run': { request: FirstRunRequest; response: { recovery_key: string } };
  'session.enrol_first': { request: { link: string; username: string; password: string }; response: Nothing };
  'session.sign_in': {
    request: { user_id: string | null; username: string | null; password: string };
    response: SessionState;
  };
  'session.lock': { request: Nothing; response: SessionState };
  'session.sign_out': { request: Nothing; response: SessionState };
  'session.add_person': { request: { username: string; password: string }; response: SessionState };
  'session.recover': {
    request: { user_id: string; recovery_key: string; new_password: string };
    response: SessionState;
  };
  'session.change_password': { request: { current: string; new: string }; response: Nothing };
  /** Hands over the words of tray and notifications. */
  'desktop.words': { request: DesktopWords; response: Nothing };
  'desktop.this_pc': { request: Nothing; response: DesktopOfThisPc };
  'desktop.change_this_pc': { request: { keep_running?: boolean; start_at_login?: boolean }; response: DesktopOfThisPc };
  /** Takes the link that waits, if there is one. */
  'desktop.opened': { request: Nothing; response: { link: OpenedLink | null; sentence: string | null } };
  'device.enrol': { request: { link: string }; response: Nothing };
  /** What this PC knows of the clinic's PCs, without asking anybody. */
  'device.known': { request: Nothing; response: KnownDevices };
  /** What the centre knows of them; refused with `unreachable` where it does not answer. */
  'device.at_centre': { request: Nothing; response: DevicesAtCentre };
  /** A link that enrols one PC; the centre keeps no copy. */
  'device.invite': {
    request: { password: string; device_name: string; site: string | null; profile: string; valid_hours: number };
    response: { link: string; expires_at: number };
  };
  'device.place': {
    request: { password: string; device: string; profile: string; site: string | null; person: string | null };
    response: DevicesAtCentre;
  };
  'device.revoke': { request: { password: string; device: string; reason: string }; response: DevicesAtCentre };
  /** What is or was at work in this window. */
  'work.all': { request: Nothing; response: Work[] };
  /** Has a work stop before its next step. */
  'work.stop': { request: { kind: WorkKind }; response: Nothing };
  /** When the last good backup of this PC was made. */
  'work.backups': { request: Nothing; response: { last: MadeBackup | null; is_enrolled: boolean } };
  'work.back_up': { request: { folder: string }; response: WorkOf<'backup'> };
  'work.check_backup': { request: { file: string }; response: WorkOf<'check'> };
  /** The lists that can be exported, those that people ask for most first. */
  'work.lists': { request: Nothing; response: { name: string; table: string }[] };
  /** FHIR where no list is named; `since` is a day, YYYY-MM-DD. */
  'work.export': { request: { folder: string; list: string | null; since: string | null }; response: WorkOf<'export'> };
  'work.import': { request: { path: string }; response: WorkOf<'import'> };
  'sync.status': { request: Nothing; response: SyncStatus };
  'sync.now': { request: Nothing; response: SyncStatus };
  'sync.centre': { request: Nothing; response: SyncCentre };
  'sync.withdraw': { request: { changeset_id: string }; response: Nothing };
  'sync.offer_again': { request: { changeset_id: string }; response: Nothing };
  'sync.verify': { request: Nothing; response: VerifyAnswer };
  /** Asks the centre for a patient of any branch: a name with the date of birth, or the number. */
  'people.find_at_centre': {
    request: { name: string | null; date_of_birth: string | null; number: string | null };
    response: PatientAtCentre[];
  };
  /** Fetches the record of one that was found, and makes the patient known at this site. */
  'people.open_from_centre': { request: { patient_id: string }; response: Nothing };
  /** Takes a file of this PC into a patient's record, encrypted. */
  'document.attach': {
    request: { patient_id: string; path: string; media_type: string };
    response: { id: string };
  };
  /** Saves a file of the record into the folder for papers. */
  'document.save_attachment': {
    request: { id: string };
    response: { path: string };
  };
  /** Where a file of the record is. */
  'document.file_state': { request: { id: string }; response: FileOnThisPc };
  /** Brings a file of the record to this PC at once; refused with the reason where it cannot come yet. */
  'document.fetch_attachment': { request: { id: string }; response: FileOnThisPc };
  /** Takes a DICOM file of this PC to a scan: an image, or a report that a device made. */
  'imaging.take_file': {
    request: { scan_id: string; path: string };
    response: { image: ImageTaken } | { report: ReportTaken };
  };
  /** Judges how a scan's images on this PC are taken; no claim about any disease. */
  'imaging.check_quality': {
    request: { scan_id: string };
    response: QualityRecorded & { elsewhere: number };
  };
  /** Installs the model in a folder (model.json, model.onnx) on this PC. */
  'imaging.install_model': { request: { path: string }; response: ModelRecorded };
  /** Has an installed model look at a scan; one at a time, and the answer comes when it has ended. */
  'imaging.run_analysis': {
    request: { id: string };
    response:
      | (AnalysisCompleted & { status: 'completed'; overall_result: 'findings' | 'no_findings' })
      | { status: 'failed'; problem_text: string };
  };
  /** Ends the analysis that runs on this PC; it is written down as failed. */
  'imaging.stop_analysis': { request: Nothing; response: Nothing };
  /** Describes an image on this PC for showing it; refused where its file is elsewhere or cannot be shown. */
  'imaging.image': { request: { scan_file_id: string }; response: DicomImage };
  /** Prints a paper on the printer of its kind on this PC; saves and opens it where there is none. */
  'document.print': {
    request: { kind: PaperKind; id: string; language: string };
    response: PaperPrinted;
  };
  /** The printers of this PC, and which kind of paper goes where. */
  'document.printing': { request: Nothing; response: PapersOfThisPc };
  'document.choose_printer': { request: { kind: PaperKind; printer: string | null }; response: PapersOfThisPc };
  /** A page that shows whether a printer and its paper are right for a kind. */
  'document.print_test_page': { request: { kind: PaperKind; printer: string; language: string }; response: Nothing };
  /** What no printer took yet, what failed first, and what was printed within a week. */
  'document.print_queue': { request: Nothing; response: { jobs: PrintJob[] } };
  /** Makes the paper anew and hands it over once more. */
  'document.print_again': { request: { id: string }; response: PaperPrinted };
  'document.drop_print': { request: { id: string }; response: Nothing };
  /** Where papers without a printer are saved. */
  'document.folder': { request: Nothing; response: { path: string } };
  'document.choose_folder': { request: { path: string }; response: { path: string } };
}
