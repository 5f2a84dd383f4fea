"""Names in requests and answers of TSANet Connect, as its public clients declare them: each is known, none is made up.

From the record types of the Connect SDK (login, user, partner, form, case, note, response, webhook) and, where a type
of the SDK leaves some out, the models of TSANet's Dynamics and Zendesk apps (case, contact).
"""

LOGIN = {"username", "password"}
TOKEN = {"accessToken", "tokenType", "expiresIn"}
ME = {"company", "user"}
COMPANY = {"id", "name", "domain"}
USER = {"id", "username", "email", "firstName", "lastName"}
PARTNER = {"label", "companyName", "departmentName", "companyId", "departmentId", "documentId"}
FIELD = {
    *("fieldId", "section", "label", "type", "displayOrder", "required", "options", "validationRules", "value"),
    *("additionalSettings", "selections"),
}
CONTACT = {"name", "email", "phone"}
FORM = {
    *("documentId", "internalCaseNumber", "receiverInternalCaseNumber", "problemSummary", "problemDescription"),
    *("priority", "adminNote", "escalationInstructions", "testSubmission", "submitterContactDetails"),
    *("customFields", "internalNotes"),
}
CASE = {
    *("id", "token", "status", "summary", "description", "priority", "priorityNote", "testCase"),
    *("submitCompanyId", "submitCompanyName", "submitterCaseNumber", "submittedBy", "submitterContactDetails"),
    *("receiveCompanyId", "receiveCompanyName", "receiverCaseNumber", "responded", "respondBy"),
    *("feedbackRequested", "reminderSent", "escalationInstructions", "customFields", "caseNotes", "caseResponses"),
    *("createdAt", "updatedAt", "deletedAt"),
}
RESPONSE = {
    *("id", "type", "caseNumber", "engineerName", "engineerPhone", "engineerEmail", "nextSteps", "createdAt"),
}
NOTE = {
    *("id", "caseId", "companyName", "creatorUsername", "creatorEmail", "creatorName", "summary", "description"),
    *("priority", "status", "token", "createdAt", "updatedAt"),
}
APPROVAL = {"caseNumber", "engineerName", "engineerEmail", "engineerPhone", "nextSteps"}
REJECTION = {"engineerName", "engineerEmail", "engineerPhone", "reason"}
INFORMATION_REQUEST = {"engineerName", "engineerEmail", "engineerPhone", "requestedInformation"}
INFORMATION_RESPONSE = {"requestedInformation"}
NEW_NOTE = {"summary", "description", "priority"}
PAGE = {"content", "totalElements", "totalPages", "size", "number"}
SUBSCRIBE = {"callbackUrl", "eventTypes"}
SUBSCRIPTION = {"id", "callbackUrl", "eventTypes", "active", "createdAt", "updatedAt"}
SUBSCRIBED = {"id", "callbackUrl", "eventTypes", "active", "secret", "createdAt"}
PING = {"eventType", "requestToken", "noteToken", "timestamp"}

STATUSES = ("OPEN", "INFORMATION", "ACCEPTED", "REJECTED", "CLOSED")
PRIORITIES = ("LOW", "MEDIUM", "HIGH")
EVENTS = ("collaboration-request.created", "note.created")
SIGNATURE = "X-Hub-Signature-256"
MOST = {  # characters
    "summary": 500,
    "description": 5000,
    "problemSummary": 500,
    "problemDescription": 5000,
    "requestedInformation": 5000,
    "reason": 2000,
    "engineerName": 191,
    "engineerEmail": 191,
    "engineerPhone": 50,
}
