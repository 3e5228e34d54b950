/// A reply before faults: status, headers without framing, and the whole content.
struct HTTPReply {
    var status: Int
    var headers: [HeaderField]
    var body: BodyBytes
    /// Whether a `Range` is honoured.
    var rangeable = false

    static func json(_ status: Int, _ text: String, headers: [HeaderField] = []) -> HTTPReply {
        HTTPReply(
            status: status, headers: headers + [HeaderField("Content-Type", "application/json; charset=utf-8")],
            body: BodyBytes(text))
    }

    /// The JSON error of the distribution-spec (Error Codes).
    static func error(_ status: Int, _ code: String, _ message: String, headers: [HeaderField] = []) -> HTTPReply {
        json(status, #"{"errors":[{"code":"\#(code)","message":"\#(message)","detail":null}]}"#, headers: headers)
    }

    /// The error that registries and proxies in front of them send with a status.
    static func error(_ status: Int, headers: [HeaderField] = []) -> HTTPReply {
        switch status {
        case 401: error(401, "UNAUTHORIZED", "authentication required", headers: headers)
        case 403: error(403, "DENIED", "requested access to the resource is denied", headers: headers)
        case 404: error(404, "BLOB_UNKNOWN", "blob unknown to registry", headers: headers)
        case 429: error(429, "TOOMANYREQUESTS", "too many requests", headers: headers)
        default: error(status, "UNKNOWN", "unknown error", headers: headers)
        }
    }

    static func unauthorized(_ challenge: String) -> HTTPReply {
        error(401, headers: [HeaderField("WWW-Authenticate", challenge)])
    }
}
