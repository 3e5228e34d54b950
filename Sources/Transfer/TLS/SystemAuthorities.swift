internal import CLibcurl

/// The location of the system's CA certificates, if not libcurl's built-in one.
///
/// OpenSSL's own programs and curl read it from two environment variables, but the libcurl library does not.
package struct SystemAuthorities: Hashable, Sendable {
    /// A PEM file (`SSL_CERT_FILE`).
    package var file: String?
    /// Folders in the form that `openssl rehash` creates, separated by colons (`SSL_CERT_DIR`).
    package var folders: String?

    /// The locations; `nil` means libcurl's own.
    package init(file: String? = nil, folders: String? = nil) {
        self.file = file
        self.folders = folders
    }

    /// The location libcurl was built with.
    static let builtIn: SystemAuthorities = {
        guard let handle = curl_easy_init() else { return SystemAuthorities() }
        defer { curl_easy_cleanup(handle) }
        func place(_ info: CURLINFO) -> String? {
            var value: UnsafePointer<CChar>?
            guard blobgate_curl_get_string(handle, info, &value) == CURLE_OK else { return nil }
            return value.map { String(cString: $0) }
        }
        return SystemAuthorities(file: place(CURLINFO_CAINFO), folders: place(CURLINFO_CAPATH))
    }()
}
