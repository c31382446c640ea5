import { FormView } from '../../../../kit/html/client/components/form-view.tsx';
import { formsOf, type Form } from '../../../../kit/html/client/forms/template.ts';
import type { FormOutcome } from '../../../../kit/html/client/forms/outcome.ts';
import { fullDate, durationOf, timeOf } from '../calendar/dates.ts';
import type { FreeTime } from '../calendar/slots.ts';
import { eventsAt } from '../hypermedia/places.ts';
import { Dialog } from './dialog.tsx';
import { FormScope } from './form-scope.tsx';
import { Screen } from './screen.tsx';
import { useSource } from './use-source.ts';

/** Asks for a list's links and forms without its documents. */
export const minimal = 'return=minimal';

/** Returns a form with a time in its fields. */
function withTime(form: Form, { day, from, to }: FreeTime): Form {
  const values: Readonly<Record<string, string>> = {
    ...{ date: day, time: timeOf(from), duration: durationOf(to - from) },
  };
  return { ...form, fields: form.fields.map((field) => ({ ...field, value: values[field.name] ?? field.value })) };
}

interface BookingDialogProps {
  readonly venueId: string;
  readonly venueName: string;
  readonly time: FreeTime;
  close(): void;
  onBooked(outcome: FormOutcome): void;
}

/** The form for a new event at a venue, with the chosen time in it. */
export const BookingDialog = ({ venueId, venueName, time, close, onBooked }: BookingDialogProps) => {
  const trail = eventsAt(venueId);
  const source = useSource(trail, minimal);
  return (
    <Dialog title={`Book ${venueName}`} close={close}>
      <p class="chosen-time">
        {fullDate(time.day)}, {timeOf(time.from)} – {timeOf(time.to)}
      </p>
      <Screen source={source}>
        {(document) => {
          const form = formsOf(document.body, document.url).find(({ method }) => method === 'POST');
          if (form === undefined) return <p>You may not book this venue now.</p>;
          return (
            <FormScope trail={trail} prefer={minimal} document={document} reload={source.reload}>
              <FormView form={withTime(form, time)} document={document} onDone={onBooked} />
            </FormScope>
          );
        }}
      </Screen>
    </Dialog>
  );
};
