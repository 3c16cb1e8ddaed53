import type { IncomingMessage } from 'node:http';
import { AwsError } from './awsError.ts';

const maxBytes = 1_048_576;

/** A request's whole body, or a refusal as soon as it is longer than 1 MiB. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        // The rest is read and dropped, so that the client gets to see the answer.
        reject(new AwsError('RequestEntityTooLargeException', 'The request is longer than 1 MiB.', 413));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The client went away.')));
  });
}
