import * as z from 'zod';

const code = -32_020;
const message = 'Bad Request: the headers MCP-Protocol-Version, Mcp-Method and Mcp-Name must be there and say what the body says.';
const mismatch = z.object({ id: z.union([z.string(), z.number(), z.null()]), error: z.object({ code: z.literal(code) }) });

/** The SDK's answer; a header that does not match the body is refused in words of ours, as the SDK's quote whatever stands in it. */
export async function withoutQuotedHeader(answer: Response): Promise<Response> {
  if (answer.status !== 400) return answer;
  const said = mismatch.safeParse(await answer.clone().json());
  return said.success ? Response.json({ jsonrpc: '2.0', error: { code, message }, id: said.data.id }, { status: 400 }) : answer;
}
