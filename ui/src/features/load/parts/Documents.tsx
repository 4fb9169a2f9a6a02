import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { api } from '../../../api/generated/commands';
import type { DocumentLine } from '../../../api/generated/DocumentLine';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { question } from '../../../api/query';
import { ErrorBox } from '../../../components';
import { plain } from '../../../lib/words';

const Pdf = lazy(() => import('../../../components/Pdf').then((m) => ({ default: m.Pdf })));

/** The documents, and the chosen one beside the charges; while one is attested, that one. */
export function Documents({ detail, load, attested }: { detail: LoadDetail; load: string; attested?: string }) {
  const withFile = detail.documents.filter((d) => d.file);
  const [picked, setChosen] = useState<string | null>(
    (withFile.find((d) => d.kind.startsWith('pod')) ?? withFile[0])?.id ?? null,
  );
  const chosen = attested ?? picked;
  const document = detail.documents.find((d) => d.id === chosen);
  return (
    <div className="pane documents">
      <h2>Documents</h2>
      {detail.documents.length === 0 ? (
        <p className="faint">None yet. Attach one, or have dispatch put it into documents/.</p>
      ) : null}
      <ul className="document-list">
        {detail.documents.map((d) => (
          <li key={d.id}>
            <button type="button" disabled={!d.file} aria-pressed={d.id === chosen} onClick={() => setChosen(d.id)}>
              {plain(d.kind)}
              {d.stop === null ? '' : `, stop ${d.stop}`}
              {d.amount ? `, ${d.amount}` : ''}
              <span className="faint">
                {d.signed_by ? ` · by ${d.signed_by}` : ''}
                {d.file ? '' : ' · no file'}
                {d.readability !== 'readable' ? ` · ${d.readability}` : ''}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {document?.file ? <Viewer load={load} document={document} /> : null}
    </div>
  );
}

function Viewer({ load, document }: { load: string; document: DocumentLine }) {
  const bytes = useQuery({
    ...question(api.document, { load, id: document.id }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (bytes.error) return <ErrorBox error={bytes.error} />;
  if (!bytes.data) return <p className="waiting">Opening {document.file} …</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a document that scrolls is reached by keys
    <div className="viewer" tabIndex={0} role="region" aria-label={`Document ${document.file}`}>
      <Suspense fallback={<p className="waiting">Opening {document.file} …</p>}>
        <Pdf bytes={bytes.data} name={document.file ?? document.id} />
      </Suspense>
    </div>
  );
}
