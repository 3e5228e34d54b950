import Foundation
import Support

/// Signs tokens for docker-registry (distribution, token authentication: JSON Web Tokens) with a key generated for one test.
struct TokenSigner {
    /// The certificate that the registry trusts.
    let certificate: URL
    private let key: URL
    private let directory: URL
    private let openssl: Program

    /// Generates the key in the caller's directory.
    init(in directory: URL) async throws {
        self.directory = directory
        openssl = try Program("openssl")
        key = directory.appending(path: "token.key")
        certificate = directory.appending(path: "token.pem")
        try await openssl.run([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=token issuer", "-days", "2",
            "-keyout", key.path, "-out", certificate.path,
        ])
    }

    /// A token that allows pulling one repository for an hour.
    func token(issuer: String, service: String, repository: String) async throws -> String {
        let now = Int(Date.now.timeIntervalSince1970)
        let chain = try String(contentsOf: certificate, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix("-----") }.joined()
        let header = #"{"typ":"JWT","alg":"RS256","x5c":["\#(chain)"]}"#
        let claims = """
            {"iss":"\(issuer)","sub":"deployer","aud":"\(service)","exp":\(now + 3600),"nbf":\(now - 60),"iat":\(now),\
            "jti":"\(UUID().uuidString)","access":[{"type":"repository","name":"\(repository)","actions":["pull"]}]}
            """
        let text = [header, claims].map { Self.encoded(Data($0.utf8)) }.joined(separator: ".")
        let file = directory.appending(path: "\(UUID().uuidString).jwt")
        try Data(text.utf8).write(to: file)
        let signature = try await openssl.run(["dgst", "-sha256", "-sign", key.path, "-binary"], input: file)
        return "\(text).\(Self.encoded(signature))"
    }

    /// Base64url (RFC 4648, section 5) without padding.
    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
