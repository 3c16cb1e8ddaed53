import type { InitializeMiddleware, MetadataBearer, MiddlewareStack } from '@smithy/types';
import { noteRequestId } from '../core/requestIds.ts';

/** Has every answer, errors included, tell the call it belongs to what AWS calls the request. */
export function noteRequests<Input extends object, Output extends MetadataBearer>(stack: MiddlewareStack<Input, Output>): void {
  const note: InitializeMiddleware<Input, Output> = (next) => async (args) => {
    try {
      const result = await next(args);
      noteFrom(result.output);
      return result;
    } catch (thrown) {
      noteFrom(thrown);
      throw thrown;
    }
  };
  stack.add(note, { step: 'initialize', name: 'noteRequests' });
}

/** Whoever answers may be no AWS at all, and what is thrown may be anything. */
function noteFrom(answer: unknown): void {
  const { $metadata }: { $metadata?: { requestId?: unknown } } = Object(answer);
  noteRequestId($metadata?.requestId);
}
