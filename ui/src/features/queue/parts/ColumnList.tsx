import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { type Layout, laidOut } from '../view';
import { COLUMNS } from './columns';

/** Pixels. */
const LEAST = 40;
const MOST = 900;

/** Which columns, in what order, how wide: by keys what the mouse draws. */
export function ColumnList({
  layout,
  onLayout,
  onClose,
}: {
  layout: Layout;
  onLayout: (layout: Layout) => void;
  onClose: () => void;
}) {
  const all = laidOut(layout);
  const title = (key: string) => COLUMNS.find((column) => column.key === key)?.title ?? key;
  const change = (key: string, to: Partial<Layout[number]>) =>
    onLayout(all.map((one) => (one.key === key ? { ...one, ...to } : one)));
  const move = (at: number, by: number) => {
    const next = [...all];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    onLayout(next);
  };
  const shown = all.filter((one) => !one.hidden).length;
  return (
    <ModalOverlay isOpen isDismissable className="overlay" onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Columns</Heading>
          <table className="column-list">
            <thead>
              <tr>
                <th>Shown</th>
                <th className="right">Width</th>
                <th>Order</th>
              </tr>
            </thead>
            <tbody>
              {all.map(({ key, hidden = false, width }, at) => (
                <tr key={key}>
                  <td>
                    <label className="inline">
                      <input
                        type="checkbox"
                        checked={!hidden}
                        disabled={!hidden && shown === 1}
                        onChange={() => change(key, { hidden: !hidden })}
                      />
                      {title(key)}
                    </label>
                  </td>
                  <td className="right">
                    <input
                      type="number"
                      min={LEAST}
                      max={MOST}
                      step={8}
                      aria-label={`Width of ${title(key)}`}
                      placeholder="as it comes"
                      key={layout.length}
                      defaultValue={width}
                      onChange={(event) => {
                        const to = Number.parseInt(event.target.value, 10);
                        if (!(to < LEAST)) change(key, { width: to ? Math.min(MOST, to) : undefined });
                      }}
                    />
                  </td>
                  <td className="tight">
                    <button
                      type="button"
                      aria-label={`${title(key)} further left`}
                      disabled={at === 0}
                      onClick={() => move(at, -1)}
                    >
                      ↑
                    </button>{' '}
                    <button
                      type="button"
                      aria-label={`${title(key)} further right`}
                      disabled={at === all.length - 1}
                      onClick={() => move(at, 1)}
                    >
                      ↓
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className="buttons">
            <button type="button" onClick={() => onLayout([])}>
              As they come
            </button>
            <button type="button" className="primary" onClick={onClose}>
              Close
            </button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
