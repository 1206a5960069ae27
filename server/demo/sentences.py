"""What is said in meetings: Vietnamese as it is spoken in a mountain commune. Nothing about real people, nothing secret."""

from __future__ import annotations

TASKS = {
    "village": (
        "Vận động bà con gieo cấy đúng lịch thời vụ", "Dọn vệ sinh đường nội bản và nguồn nước", "Tiêm phòng cho trâu, bò đợt này",
        "Vận động học sinh ra lớp đầy đủ", "Rà soát hộ nghèo, hộ cận nghèo", "Tuần tra, phòng cháy, chữa cháy rừng",
        "Chăm sóc, thu hái chè đúng kỹ thuật", "Sửa đoạn đường vào khu sản xuất", "Che chắn chuồng trại, trữ thức ăn cho trâu, bò",
        "Vận động làm nhà vệ sinh, di dời chuồng trại xa nhà", "Hướng dẫn bà con phòng trừ sâu bệnh trên lúa",
        "Tuyên truyền bỏ hủ tục trong việc cưới, việc tang", "Thu hoạch thảo quả, không chặt phá rừng", "Lắp thêm đèn đường ở ngã ba bản",
        "Cài sổ tay điện tử cho đảng viên cao tuổi", "Bồi dưỡng quần chúng ưu tú", "Nạo vét mương trước vụ xuân", "Đăng ký làm ngô vụ đông",
    ),
    "other": (
        "Hoàn thành kế hoạch công tác tháng", "Rà soát hồ sơ, sổ sách", "Trực và giải quyết công việc đúng hẹn", "Xuống bản nắm tình hình",
        "Tổ chức đợt thi đua chào mừng ngày lễ", "Cập nhật tài liệu lên sổ tay điện tử", "Phân công người giúp đảng viên dự bị",
        "Tuyên truyền phòng, chống dịch bệnh", "Sửa chữa phòng làm việc, vệ sinh cơ quan", "Tự kiểm tra việc thực hiện quy chế",
    ),
}  # fmt: skip
NEWS = (
    "Đồng chí bí thư thông tin thời sự trong tháng, tình hình thời tiết và giá nông sản; đọc bản tin sinh hoạt chi bộ.",
    "Chi bộ nghe phổ biến văn bản mới của đảng ủy xã, bàn cách làm cho phù hợp với địa bàn.",
    "Thông tin tình hình kinh tế, xã hội của xã; lịch tiếp xúc cử tri; việc sắp xếp thôn, bản.",
    "Quán triệt Chỉ thị 50-CT/TW về sinh hoạt chi bộ và Hướng dẫn 42-HD/BTCTW.",
)
IDEOLOGY = (
    "Tư tưởng đảng viên ổn định. Bà con phấn khởi vì được mùa, còn lo giá bán thấp.",
    "Đảng viên yên tâm công tác. Có ý kiến mong sớm sửa đoạn đường bị sạt.",
    "Nhìn chung ổn định; một số hộ còn băn khoăn về mức đóng góp làm đường.",
    "Chi bộ kể chuyện về Bác, liên hệ việc tiết kiệm trong tổ chức đám cưới.",
)
PLANS = (
    "Tập trung sản xuất đúng thời vụ, giữ gìn vệ sinh, an ninh trật tự, chuẩn bị cho kỳ sinh hoạt sau.",
    "Tiếp tục các việc còn dở của tháng trước; mỗi đảng viên giúp một hộ khó khăn.",
    "Chăm lo việc học của con em, phòng chống rét cho người và gia súc.",
    "Phối hợp với ban quản lý bản làm tốt phong trào xây dựng nông thôn mới.",
)
SPEECHES = (
    "Nhất trí với dự thảo; đề nghị làm sớm trước mùa mưa.", "Nhất trí, tôi nhận đi vận động mấy hộ ở cuối bản.",
    "Việc này tháng trước làm chậm vì trời mưa, tháng này nên chia theo nhóm hộ.", "Đề nghị xã hỗ trợ thêm xi măng để làm nốt đoạn đường.",
    "Bà con còn thiếu giống, mong chi bộ có ý kiến với xã.", "Tôi xin tự phê bình vì đi họp muộn, tháng sau sẽ khắc phục.",
    "Nên phân công rõ từng đồng chí phụ trách từng nhóm hộ.", "Đồng chí nào có điện thoại thông minh thì giúp các bác cao tuổi.",
    "Đề nghị biểu dương gia đình đã hiến đất làm đường.", "Cần nhắc việc thả rông trâu, bò phá lúa.",
)  # fmt: skip
CONCLUSIONS = (
    "Chi bộ thống nhất các việc nêu trên, phân công từng đồng chí phụ trách, báo cáo kết quả ở kỳ sinh hoạt sau.",
    "Chủ trì kết luận: làm dứt điểm việc còn dở, việc mới giao rõ người, rõ thời hạn.",
    "Nhất trí với dự thảo; các đồng chí được giao việc bắt đầu ngay trong tuần này.",
)
PRAISE = ("tích cực vận động bà con làm đường", "hoàn thành sớm việc được giao", "giúp đỡ hộ khó khăn")
REMIND = ("còn đi họp muộn", "chưa làm xong việc được giao")
AGENDA = ("Thông tin thời sự, văn bản mới", "Đánh giá kết quả tháng trước", "Bàn nhiệm vụ tháng tới", "Chấm điểm, xếp loại buổi sinh hoạt")
THEMES = (
    "Học và làm theo Bác về tiết kiệm", "Vai trò của đảng viên trong xây dựng nông thôn mới",
    "Giữ gìn bản sắc, bỏ hủ tục", "Phòng, chống lãng phí ở cơ sở",
)  # fmt: skip
HALL = {"village": "Nhà văn hóa {place}", "school": "Phòng hội đồng nhà trường", "office": "Phòng họp cơ quan", "health": "Phòng giao ban trạm y tế",
        "police": "Phòng họp công an xã", "military": "Phòng họp ban chỉ huy quân sự"}  # fmt: skip
