import Foundation
import Support

/// A private certificate authority and one certificate, for the registry's name and for the addresses of its backends,
/// by which mirrors are named; made for one lab.
enum CertificateAuthority {
    private static let configuration = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = blobgate lab
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [server]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = serverAuth
        subjectAltName = DNS:\(RunningLab.host)\(LabBackend.allCases.map { ",IP:\($0.address)" }.joined())

        """

    static func make(_ layout: LabLayout) async throws {
        try Data(configuration.utf8).write(to: file(layout))
        try await Program("openssl").run(
            common(layout) + [
                "-extensions", "authority", "-keyout", layout.authorityKey.path, "-out", layout.authority.path,
            ])
        try await issue(layout)
    }

    /// Puts a new certificate of the same authority, with a new key, in the place of the old one.
    static func issue(_ layout: LabLayout) async throws {
        try await Program("openssl").run(
            common(layout) + [
                "-extensions", "server", "-subj", "/CN=\(RunningLab.host)", "-CA", layout.authority.path,
                "-CAkey", layout.authorityKey.path, "-keyout", layout.certificateKey.path,
                "-out", layout.certificate.path,
            ])
    }

    private static func file(_ layout: LabLayout) -> URL { layout.configuration.appending(path: "openssl.conf") }

    private static func common(_ layout: LabLayout) -> [String] {
        [
            "req", "-x509", "-config", file(layout).path, "-days", "30", "-sha256", "-nodes", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1",
        ]
    }
}
