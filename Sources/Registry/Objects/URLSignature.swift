/// The query parameters with which storages sign a URL. They decide who may read an object, not which object it is.
enum URLSignature {
    /// The parameters of one way to sign.
    private struct Scheme {
        /// All of these are there.
        let required: Set<String>
        let optional: Set<String>
    }

    // The names are in lower case. A version of an object (`versionId`, `generation`, `snapshot`) is none of them, and neither
    // is a changed content coding.
    private static let schemes = [
        // Amazon S3, Signature Version 4, and storages with the same interface.
        Scheme(
            required: ["x-amz-algorithm", "x-amz-credential", "x-amz-signature"],
            optional: [
                "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "x-amz-security-token", "x-amz-content-sha256",
                "x-id", "response-content-type", "response-content-disposition",
            ]),
        // Amazon S3, Signature Version 2.
        Scheme(
            required: ["awsaccesskeyid", "signature", "expires"],
            optional: ["x-amz-security-token", "response-content-type", "response-content-disposition"]),
        // Google Cloud Storage, V4 and V2.
        Scheme(
            required: ["x-goog-algorithm", "x-goog-credential", "x-goog-signature"],
            optional: [
                "x-goog-date", "x-goog-expires", "x-goog-signedheaders", "response-content-type",
                "response-content-disposition",
            ]),
        Scheme(
            required: ["googleaccessid", "signature", "expires"],
            optional: ["response-content-type", "response-content-disposition"]),
        // Azure Storage, shared access signature. `sr=bs` and `sr=bv` need a snapshot or version, which is not here.
        Scheme(
            required: ["sig", "sv"],
            optional: [
                "se", "st", "sp", "sr", "ss", "srt", "spr", "sip", "si", "skoid", "sktid", "skt", "ske", "sks", "skv",
                "sdd", "saoid", "suoid", "scid", "rscd", "rsct",
            ]),
        // OpenStack Swift, temporary URL.
        Scheme(required: ["temp_url_sig", "temp_url_expires"], optional: ["filename", "inline"]),
    ]

    /// Whether a query consists of one signature and nothing else. No query at all is fine: the storage asks for none.
    static func isAll(of query: String?) -> Bool {
        guard let query else { return true }
        let names = query.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
            parameter.prefix { $0 != "=" }.lowercased()
        }
        let found = Set(names)
        // An encoded name is not found here, and a repeated one is read differently by different servers.
        guard found.count == names.count else { return false }
        return schemes.contains { scheme in
            scheme.required.isSubset(of: found) && found.subtracting(scheme.required).isSubset(of: scheme.optional)
        }
    }
}
