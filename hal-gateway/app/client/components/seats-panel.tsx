import { useState } from 'preact/hooks';
import { FormView } from '../../../../kit/html/client/components/form-view.tsx';
import { usePage } from '../../../../kit/html/client/components/context.ts';
import { useKeptFocus } from '../../../../kit/html/client/components/use-kept-focus.ts';
import type { FormOutcome } from '../../../../kit/html/client/forms/outcome.ts';
import { formsOf, type Form } from '../../../../kit/html/client/forms/template.ts';
import type { ShownDocument } from '../../../../kit/html/client/model/document.ts';
import type { Seats } from '../calendar/event.ts';
import type { Trail } from '../hypermedia/trail.ts';
import { FormScope } from './form-scope.tsx';
import { Forms } from './forms.tsx';
import { SeatsMeter } from './seats-meter.tsx';

/** Whether a form is about seats, as to register and to cancel are: neither changes nor removes the event. */
export const isAboutSeats = ({ key }: Form): boolean => !['default', 'delete'].includes(key);

/** Whether a form is no more than a button, such as to register oneself. */
const isButton = (form: Form): boolean => form.fields.length === 0 && isAboutSeats(form);

interface OwnSeatProps {
  readonly trail: Trail;
  readonly prefer: string;
  readonly document: ShownDocument;
  reload(): void;
}

/** What whoever looks at the event can do with one click. What was refused stays, with the reason. */
const OwnSeat = ({ document, ...scope }: OwnSeatProps) => {
  const { announce } = usePage();
  const [sent, setSent] = useState<Form>();
  const offered = formsOf(document.body, document.url).filter(isButton);
  const forms = sent === undefined || offered.some(({ key }) => key === sent.key) ? offered : [...offered, sent];
  const finish = ({ message }: FormOutcome): void => {
    setSent(undefined);
    announce(message);
    scope.reload();
  };
  return (
    <FormScope document={document} {...scope}>
      {forms.map((form) => (
        <div key={form.key} onSubmit={() => setSent(form)}>
          <FormView form={form} document={document} onDone={finish} />
        </div>
      ))}
    </FormScope>
  );
};

interface SeatsPanelProps extends OwnSeatProps {
  readonly seats: Seats | undefined;
}

/** The seats of an event, and what can be done about them. It keeps the focus when what was done is not offered again. */
export const SeatsPanel = ({ seats, ...scope }: SeatsPanelProps) => {
  const section = useKeptFocus<HTMLElement>();
  return (
    <section class="card panel-card" aria-label="Seats" ref={section} tabIndex={-1}>
      {seats === undefined ? <p>The seats are not known now.</p> : <SeatsMeter seats={seats} />}
      <OwnSeat {...scope} />
      <Forms {...scope} label="What you can do about seats" isShown={(form) => isAboutSeats(form) && !isButton(form)} />
    </section>
  );
};
