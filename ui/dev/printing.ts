// The printers of a made-up PC, and what waits for them.

type Changed = (tables: string[]) => void;
type Answers = Record<string, (request: Record<string, unknown>) => unknown>;

const sizes: Record<string, { width: number; height: number } | null> = {
  invoice: null, receipt: null, prescription: null, visit_summary: null,
  specimen_label: { width: 57, height: 32 }, medicine_label: { width: 70, height: 36 }, patient_label: { width: 70, height: 36 }, wristband: { width: 250, height: 25 },
};

export function printingAnswers(now: number, changed: Changed): Answers {
  const chosen: Record<string, string> = { specimen_label: 'Zebra_laboratory', wristband: 'Band_printer' };
  let folder = '/home/clinic/Documents/Holdfast';
  let jobs = [
    { id: 'j1', kind: 'wristband', printer: 'Band_printer', asked_at: now - 240_000_000, asked_by: 'Ruth Adeyemi', state: 'failed', trouble: 'The print system refused it: Destination "Band_printer" is not accepting jobs.' },
    { id: 'j2', kind: 'specimen_label', printer: 'Zebra_laboratory', asked_at: now - 900_000_000, asked_by: 'Ifeoma Chukwu', state: 'printed', trouble: null },
  ];
  const known = () => ({
    printers: ['Front_desk', 'Zebra_laboratory'], default_printer: 'Front_desk', trouble: null, folder,
    kinds: Object.entries(sizes).map(([kind, label]) => ({ kind, label, printer: chosen[kind] ?? null, known: chosen[kind] !== 'Band_printer' })),
  });
  return {
    'document.printing': known,
    'document.choose_printer': ({ kind, printer }) => {
      if (printer === null) delete chosen[String(kind)];
      else chosen[String(kind)] = String(printer);
      return known();
    },
    'document.print_test_page': () => ({}),
    'document.choose_folder': ({ path }) => ({ path: (folder = String(path)) }),
    'document.print_queue': () => ({ jobs }),
    'document.print_again': ({ id }) => {
      const job = jobs.find((each) => each.id === id);
      if (job) Object.assign(job, { state: 'at_printer', trouble: null });
      changed(['print_jobs']);
      return { outcome: 'handed_over', printer: job?.printer ?? '', pages: 1 };
    },
    'document.drop_print': ({ id }) => {
      jobs = jobs.filter((each) => each.id !== id);
      changed(['print_jobs']);
      return {};
    },
  };
}
