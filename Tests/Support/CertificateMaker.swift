package import Foundation

/// A certificate authority in its own folder, and the certificates that it issues. The folder is removed with the object.
package final class CertificateMaker: Sendable {
    /// A certificate and its key, as PEM files.
    package struct Pair: Sendable {
        /// The certificate.
        package let certificate: String
        /// Its key.
        package let key: String
    }

    /// Where the files are.
    package let directory: URL
    /// The authority.
    package let authority: Pair
    private let openssl: Program

    /// An authority named `CN`.
    package init(_ name: String = "test authority") async throws {
        openssl = try Program("openssl")
        directory = FileManager.default.temporaryDirectory.appending(path: "blobgate-ca-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        authority = Pair(
            certificate: directory.appending(path: "authority.pem").path,
            key: directory.appending(path: "authority.key").path)
        try Data(Self.configuration().utf8).write(to: directory.appending(path: "authority.conf"))
        try await openssl.run(
            ["req", "-x509", "-config", directory.appending(path: "authority.conf").path, "-extensions", "authority"]
                + Self.newKey + ["-subj", "/CN=\(name)", "-days", "30"]
                + ["-keyout", authority.key, "-out", authority.certificate])
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    fileprivate static let newKey = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]

    /// The contents of a certificate, and its defects.
    package struct Recipe: Sendable {
        /// The subject and the host name.
        package var name: String
        /// The host name, if it differs from the subject; an IP address is encoded as one.
        package var alternative: String?
        /// Whether it states the host name as an alternative name, and not only as its subject.
        package var hasAlternative = true
        /// The validity period, in days from now.
        package var days = 0...30
        /// Whether it is self-signed.
        package var isSelfSigned = false
        /// Whether its key is RSA with 768 bits, fewer than the 1024 that Go requires.
        package var hasWeakKey = false
        /// Whether its signature uses SHA-1.
        package var hasWeakHash = false
        /// Whether its serial number is negative.
        package var hasNegativeSerial = false
        /// The bits of an RSA key; `nil` for one of an elliptic curve.
        package var rsaBits: Int?

        /// A valid certificate.
        package init(_ name: String) { self.name = name }

        fileprivate var newKey: [String] {
            guard let bits = hasWeakKey ? 768 : rsaBits else { return CertificateMaker.newKey }
            return ["-nodes", "-newkey", "rsa:\(bits)"]
        }

        fileprivate var extensions: String {
            guard hasAlternative else { return "" }
            let value = alternative ?? name
            let isAddress = value.contains(":") || value.allSatisfy { $0.isNumber || $0 == "." }
            return "subjectAltName = \(isAddress ? "IP" : "DNS"):\(value)"
        }
    }

    private static func configuration(_ extensions: String = "", folder: String = "") -> String {
        """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = unnamed
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [leaf]
        basicConstraints = critical,CA:FALSE
        \(extensions)
        [ca]
        default_ca = issuing
        [issuing]
        database = \(folder)/index
        new_certs_dir = \(folder)
        rand_serial = yes
        policy = any
        [any]
        commonName = supplied

        """
    }

    /// Issues a certificate for a name; with negative days it has expired. `selfSigned` bypasses the authority.
    package func issue(
        _ name: String, days: Int = 30, selfSigned: Bool = false
    ) async throws -> Pair {
        var recipe = Recipe(name)
        recipe.days = min(days, -30)...days
        recipe.isSelfSigned = selfSigned
        return try await issue(recipe)
    }

    /// Issues a certificate from a recipe.
    package func issue(_ recipe: Recipe) async throws -> Pair {
        let folder = directory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: folder + "/index"))
        let configuration = folder + "/openssl.conf"
        try Data(Self.configuration(recipe.extensions, folder: folder).utf8).write(to: URL(filePath: configuration))
        let pair = Pair(certificate: folder + "/certificate.pem", key: folder + "/key.pem")
        try await openssl.run(
            ["req", "-config", configuration, "-subj", "/CN=\(recipe.name)"]
                + recipe.newKey
                + ["-keyout", pair.key, "-out", folder + "/request.csr"])
        if recipe.hasNegativeSerial {
            // `openssl ca` chooses serial numbers itself.
            try await openssl.run(
                [
                    "x509", "-req", "-in", folder + "/request.csr", "-CA", authority.certificate, "-CAkey",
                    authority.key, "-set_serial", "-5", "-days", "\(recipe.days.upperBound)", "-extfile",
                    configuration, "-extensions", "leaf", "-out", pair.certificate,
                ])
            return pair
        }
        let signer =
            recipe.isSelfSigned
            ? ["-selfsign", "-keyfile", pair.key] : ["-cert", authority.certificate, "-keyfile", authority.key]
        try await openssl.run(
            [
                "ca", "-batch", "-notext", "-config", configuration, "-extensions", "leaf", "-in",
                folder + "/request.csr",
            ]
                + ["-startdate", Self.time(recipe.days.lowerBound), "-enddate", Self.time(recipe.days.upperBound)]
                + ["-md", recipe.hasWeakHash ? "sha1" : "sha256", "-out", pair.certificate] + signer)
        return pair
    }

    /// A date some days from now, in the format of `openssl ca`.
    private static func time(_ days: Int) -> String {
        let date = Date.now.addingTimeInterval(Double(days) * 86_400)
        let shown = date.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        return shown.replacing("T", with: "")
    }
}
