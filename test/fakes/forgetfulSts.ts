import { createServer } from 'node:http';

/** STS as it answers about a user that was just made: unknown so many times, then known. */
export async function startForgetfulSts(times: number) {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    asked += 1;
    const xmlns = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
    if (asked <= times) {
      const error = '<Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token is invalid.</Message>';
      response.writeHead(403, { 'content-type': 'text/xml' }).end(`<ErrorResponse ${xmlns}><Error>${error}</Error></ErrorResponse>`);
      return;
    }
    const result = '<Arn>arn:aws:iam::111122223333:user/vault</Arn><UserId>AIDA</UserId><Account>111122223333</Account>';
    const body = `<GetCallerIdentityResult>${result}</GetCallerIdentityResult>`;
    response.writeHead(200, { 'content-type': 'text/xml' }).end(`<GetCallerIdentityResponse ${xmlns}>${body}</GetCallerIdentityResponse>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    asked: (): number => asked,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
