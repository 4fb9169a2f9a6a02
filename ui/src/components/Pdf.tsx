// A document beside the load: PDF pages drawn by pdf.js, pictures as they are. Nothing of it can run.

import * as pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { useEffect, useRef, useState } from 'react';
import { ErrorBox } from './ErrorBox';

pdfjs.GlobalWorkerOptions.workerSrc = worker;

const MAX_PAGES = 30;

export function Pdf({ bytes, name }: { bytes: ArrayBuffer; name: string }) {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState<unknown>(null);
  useEffect(() => {
    let gone = false;
    const box = place.current;
    if (!box) return;
    box.replaceChildren();
    setFailed(null);
    const draw = async () => {
      const file = await pdfjs.getDocument({ data: new Uint8Array(bytes.slice(0)), isEvalSupported: false }).promise;
      for (let at = 1; at <= Math.min(file.numPages, MAX_PAGES) && !gone; at += 1) {
        const page = await file.getPage(at);
        const width = Math.max(320, box.clientWidth - 24);
        const plain = page.getViewport({ scale: 1 });
        const viewport = page.getViewport({ scale: (width / plain.width) * Math.min(2, window.devicePixelRatio || 1) });
        const canvas = document.createElement('canvas');
        canvas.width = viewport.width;
        canvas.height = viewport.height;
        canvas.style.width = `${width}px`;
        canvas.setAttribute('role', 'img');
        canvas.setAttribute('aria-label', `${name}, page ${at} of ${file.numPages}`);
        await page.render({ canvas, viewport }).promise;
        if (!gone) box.append(canvas);
      }
    };
    draw().catch((why) => {
      if (!gone) {
        setFailed({
          code: 'LH-243',
          message: `${name} does not open: ${why instanceof Error ? why.message : String(why)}`,
          meaning: 'A document that cannot be read is no proof; where a contract needs it, the load is held.',
          next_step: 'Ask dispatch for it again and drop it into documents/.',
        });
      }
    });
    return () => {
      gone = true;
    };
  }, [bytes, name]);
  return (
    <>
      {failed ? <ErrorBox error={failed} /> : null}
      <div ref={place} className="pdf" />
    </>
  );
}
